// The chart of growth: what one decision takes when more rules are added, drawn as SVG with both axes logarithmic.
import { init } from "echarts";

const OURS = "#0b6e4f";
const RIVAL = "#b4530a";
const OTHERS = "#8a94a3";

/**
 * @param {{ name: string, key: string, points: { rules: number, ratio: number | undefined }[] }[]} lines
 * @returns {string} SVG, the same for the same lines
 */
export function growthChart(lines) {
  const colour = (/** @type {string} */ key) => (key === "group-gate" ? OURS : key === "javascript" ? RIVAL : OTHERS);
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 860, height: 520 });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    title: {
      text: "One decision with more and more rules",
      subtext: "time by hand-written JavaScript without them; each added rule refuses one group name",
      left: 16,
      silent: true,
      top: 10,
    },
    grid: { left: 90, right: 210, top: 80, bottom: 60 },
    xAxis: { silent: true, type: "log", min: 10, max: 10000, name: "rules added", nameLocation: "middle", nameGap: 32 },
    yAxis: {
      silent: true,
      type: "log",
      axisLabel: { formatter: (/** @type {number} */ value) => `${value.toLocaleString("en")} ×` },
    },
    series: lines.map(({ name, key, points }) => ({
      type: "line",
      silent: true,
      emphasis: { disabled: true },
      name,
      data: points.flatMap(({ rules, ratio }) => (ratio === undefined ? [] : [[rules, ratio]])),
      color: colour(key),
      lineStyle: { width: key === "group-gate" ? 4 : 1.5 },
      symbolSize: key === "group-gate" ? 8 : 4,
      z: key === "group-gate" ? 5 : 2,
      endLabel: {
        show: true,
        formatter: "{a}",
        color: colour(key),
        fontWeight: key === "group-gate" ? "bold" : "normal",
      },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  });
  // Classes and styles are for the pointer; names count the charts that a process made.
  const svg = chart
    .renderToSVGString()
    .replace(/ class="zr\d+-cls-\d+"/g, "")
    .replace(/<style[\s\S]*<\/style>\n?/, "")
    .replaceAll(/\bzr\d+-/g, "");
  chart.dispose();
  return svg;
}
