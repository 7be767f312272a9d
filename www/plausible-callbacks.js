// Callbacks as a busy service may get them in a day: mostly ordinary, a few odd. The same seed gives the same ones.

const NAMES = [
  "Weekend hiking",
  "读书会",
  "Team lunch",
  "Official Support",
  "Book club",
  "班级群",
  "Casino night",
  "Support desk",
  "Family",
  "Gaming 🎮",
  "ＯＦＦＩＣＩＡＬ news",
  "Free bitcoin",
  "项目组",
  "Neighbours",
  "Run club",
  "Music",
];
const TENCENT_TYPES = ["Private", "Public", "Public", "ChatRoom", "AVChatRoom", "Community", "Work", "Meeting"];
const CLIENTS = ["iOS", "Android", "Android", "Web", "Windows", "Mac", "RESTAPI"];
const START = Date.UTC(2026, 0, 5);

/** Numbers from 0 to below 1 that look random (mulberry32). @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Records of callbacks, one JSON text each.
 *
 * @param {number} count
 * @param {string} app the SDKAppID of Tencent's callbacks
 * @param {number} [seed]
 * @returns {Generator<string, void>}
 */
export function* plausibleCallbacks(count, app, seed = 1) {
  const next = numbers(seed);
  const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
  const pick = (/** @type {string[]} */ choices) => String(choices[below(choices.length)]);
  for (let made = 0; made < count; made++) {
    const now = START + Math.floor((made / count) * 86_400_000);
    const user = `user_${below(2000)}`;
    const name = next() < 0.8 ? `${pick(NAMES)} ${below(100)}` : pick(NAMES);
    // Most groups start small; one in fifty starts with a crowd.
    const size = next() < 0.02 ? 40 + below(60) : below(8);
    const members = Array.from({ length: size }, () => `user_${below(2000)}`);
    const isAfter = next() < 0.3;
    yield JSON.stringify(next() < 0.6 ? tencent() : openim());

    function tencent() {
      const command = `Group.Callback${isAfter ? "After" : "Before"}CreateGroup`;
      const place = `ClientIP=198.51.100.${below(256)}&OptPlatform=${pick(CLIENTS)}`;
      return {
        url: `/callback?SdkAppid=${app}&CallbackCommand=${command}&contenttype=json&${place}`,
        now,
        body: {
          CallbackCommand: command,
          ...(isAfter ? { GroupId: `@TGS#${(made + 1e9).toString(36).toUpperCase()}` } : {}),
          Operator_Account: next() < 0.01 ? "administrator" : user,
          Owner_Account: user,
          Type: pick(TENCENT_TYPES),
          Name: name,
          ...(isAfter ? {} : { CreateGroupNum: next() < 0.03 ? 100 + below(400) : below(20) }),
          MemberList: members.map((id) => ({ Member_Account: id })),
          EventTime: now,
        },
      };
    }

    function openim() {
      return {
        now,
        body: {
          ...(isAfter ? {} : { operationID: `op-${now}` }),
          callbackCommand: `callback${isAfter ? "After" : "Before"}CreateGroupCommand`,
          groupID: isAfter ? String(3_000_000_000 + made) : "",
          groupName: name,
          ownerUserID: isAfter ? user : "",
          creatorUserID: next() < 0.5 ? user : "",
          groupType: 2,
          needVerification: below(3),
          initMemberList: [
            { userID: user, roleLevel: 100 },
            ...[...new Set(members)].filter((id) => id !== user).map((id) => ({ userID: id, roleLevel: 20 })),
          ],
        },
      };
    }
  }
}
