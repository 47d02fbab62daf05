// The application's answers: each says which pod gave it, and what the pod saw of the request.
'use strict';

const http = require('node:http');
const net = require('node:net');

let behaviour = { status: 200, delayMs: 0, times: Infinity };
let requests = [];

/** From now on, and for so many times, answer with this status after this delay. Forgets what was seen. */
function behave({ status = 200, delayMs = 0, times = Infinity }) {
  behaviour = { status, delayMs, times: times ?? Infinity };
  requests = [];
}

/** The requests since the last change of behaviour: {method, path, headers}. */
function seen() {
  return requests;
}

function next() {
  if (behaviour.times <= 0) return { status: 200, delayMs: 0 };
  behaviour.times--;
  return behaviour;
}

function listenHttp(port, { name, version }) {
  const listener = http.createServer((request, response) => {
    const { method, url: path, headers } = request;
    requests.push({ method, path, headers });
    const { status, delayMs } = next();
    const answer = () => {
      if (response.destroyed) return;
      response.writeHead(status, { 'content-type': 'application/json', 'x-pod': name });
      response.end(JSON.stringify({ pod: name, version, method, path, headers, port }));
    };
    request.resume();
    request.on('end', () => (delayMs > 0 ? setTimeout(answer, delayMs) : answer()));
  });
  // A proxy keeps its connections: never be the one that closes them.
  listener.keepAliveTimeout = 0;
  return new Promise(listening => listener.listen(port, '0.0.0.0', listening));
}

/** Echoes what comes, with the pod's name before it. */
function listenTcp(port, { name }) {
  const listener = net.createServer(socket => {
    socket.on('data', data => socket.write(`${name}: ${data}`));
    socket.on('error', () => socket.destroy());
  });
  return new Promise(listening => listener.listen(port, '0.0.0.0', listening));
}

module.exports = { behave, seen, listenHttp, listenTcp };
