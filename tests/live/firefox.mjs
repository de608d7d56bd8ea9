// Opens pages in Firefox, each with a script that is run there, and prints what they return:
//
//     node --experimental-websocket firefox.mjs FIREFOX PROFILE < STEPS > RESULTS
//
// PROFILE is an empty folder, a step is {url, script}. A script is the body of an async
// function; what it returns must be a string. Firefox is driven by WebDriver BiDi, which
// it speaks itself.
import { spawn } from "node:child_process";
import fs from "node:fs";

const [program, profile] = process.argv.slice(2);
const steps = JSON.parse(fs.readFileSync(0));
const options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
const firefox = spawn(program, options, { stdio: ["ignore", "ignore", "pipe"] });
process.on("exit", () => firefox.kill("SIGKILL"));

const address = await new Promise((resolve, reject) => {
  let said = "";
  firefox.stderr.on("data", (data) => {
    said += data;
    const found = /listening on (ws:\S+)/.exec(said);
    if (found) resolve(found[1]);
  });
  firefox.on("exit", () => reject(new Error(`it has ended: ${said}`)));
});
const socket = new WebSocket(`${address}/session`);
await new Promise((resolve) => socket.addEventListener("open", resolve));
const waiting = new Map();
socket.addEventListener("message", ({ data }) => {
  const { id, result, message } = JSON.parse(data);
  waiting.get(id)?.(result ?? { failed: message });
});

let count = 0;
function call(method, params = {}) {
  count += 1;
  const id = count;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
  });
}

await call("session.new", { capabilities: {} });
const { contexts: [{ context }] } = await call("browsingContext.getTree");
const results = [];
for (const { url, script } of steps) {
  await call("browsingContext.navigate", { context, url, wait: "complete" });
  const { result, exceptionDetails, failed } = await call("script.evaluate", {
    expression: `(async () => { ${script} })()`, target: { context }, awaitPromise: true,
  });
  results.push(result?.value ?? `failed: ${failed ?? exceptionDetails?.text}`);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
