// The application's calls. An answer that does not come is an answer too: {error}.
'use strict';

const http = require('node:http');
const net = require('node:net');

const kept = new http.Agent({ keepAlive: true, maxSockets: 64 });
const fresh = new http.Agent({ keepAlive: false, maxSockets: 256 });

let load;

/** One request: {address, port, host?, method?, path?, headers?, keepAlive?, timeoutMs?} → {status, pod, version, ms, headers, echo | body} or {error, ms}. */
function call({ address, port, host, method = 'GET', path = '/', headers = {}, keepAlive = false, timeoutMs = 15_000 }) {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  return new Promise(done => {
    const request = http.request({
      host: address, port, method, path, agent: keepAlive ? kept : fresh,
      headers: host ? { host, ...headers } : headers, timeout: timeoutMs,
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    request.on('error', error => done({ error: error.message || error.code, ms: ms() }));
    request.on('response', response => {
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', error => done({ error: error.message, ms: ms() }));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, ms: ms(), ...content(response, Buffer.concat(chunks)) }));
    });
    request.end();
  });
}

/** Answers of the application carry its name; those of a proxy do not. */
function content(response, bytes) {
  if (!response.headers['x-pod']) return { body: bytes.toString() };
  const echo = JSON.parse(bytes);
  return { pod: echo.pod, version: echo.version, echo };
}

/** `count` requests, `concurrency` of them at a time. */
async function callMany({ count = 1, concurrency = 1, ...request }) {
  const answers = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) answers.push(await call(request));
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return answers;
}

/** Requests without end, `concurrency` at a time with a pause between; half of the workers keep their connections. */
function startLoad({ concurrency = 4, pauseMs = 5, ...request }) {
  const running = { stopped: false, ok: 0, pods: {}, failures: [] };
  const worker = async keepAlive => {
    while (!running.stopped) {
      const answer = await call({ ...request, keepAlive });
      if (answer.status === 200) {
        running.ok++;
        running.pods[answer.pod] = (running.pods[answer.pod] ?? 0) + 1;
      } else if (running.failures.length < 1000) running.failures.push(answer);
      await new Promise(next => setTimeout(next, pauseMs));
    }
  };
  running.workers = Promise.all(Array.from({ length: concurrency }, (_, i) => worker(i % 2 === 0)));
  load = running;
}

async function stopLoad() {
  load.stopped = true;
  await load.workers;
  const { ok, pods, failures } = load;
  return { ok, pods, failures };
}

/** Sends a line over TCP and returns the first thing that comes back. */
function tcp({ address, port, text, timeoutMs = 5_000 }) {
  return new Promise((done, fail) => {
    const socket = net.connect({ host: address, port }, () => socket.write(text));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`nothing came back within ${timeoutMs} ms`)));
    socket.once('data', data => {
      done(data.toString());
      socket.destroy();
    });
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('closed without an answer')));
  });
}

module.exports = { callMany, startLoad, stopLoad, tcp };
