// The request bodies that the platforms really send, byte for byte, and what they are answered.
import { readdirSync, readFileSync } from "node:fs";

/** @typedef {"tencent" | "openim"} Platform */

/** The exact text that lets the platform go on. */
export const GO_ON = {
  tencent: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}',
  openim: '{"actionCode":0,"errCode":0,"errMsg":"","errDlt":"","nextCode":0}',
};

/** The exact text that refuses on both platforms. */
export const REFUSED_ON_BOTH =
  '{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1,"actionCode":0,"errCode":5000,"errMsg":"callback rejected","errDlt":"","nextCode":1}';

/** @param {Platform} platform */
function callbacksOf(platform) {
  const folder = new URL(`wire/${platform}/`, import.meta.url);
  return readdirSync(folder).map((file) => {
    const body = readFileSync(new URL(file, folder));
    const command = String(/"[cC]allbackCommand":"([^"]+)"/.exec(body.toString())?.[1]);
    const query = `SdkAppid=1400000000&CallbackCommand=${command}&contenttype=json&ClientIP=127.0.0.1&OptPlatform=Web`;
    return {
      name: `${platform}/${file}`,
      platform,
      before: command.includes("Before"),
      body,
      path: platform === "tencent" ? `/?${query}` : `/${command}`,
    };
  });
}

export const callbacks = [...callbacksOf("tencent"), ...callbacksOf("openim")];
