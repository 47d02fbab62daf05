// What runs in a pod: an application that answers, and that calls when the test tells it to.
//
//   node app.js --name reviews-v1 --version v1 [--http PORT]… [--tcp PORT]…
//
// Commands come in on standard input and answers go out on standard output, a JSON object a line: {"id", "do", …} is
// answered by {"id", "result"} or {"id", "error"}. When standard input ends, the test is gone, and so is the application.
'use strict';

const readline = require('node:readline');
const { parseArgs } = require('node:util');
const client = require('./client');
const relay = require('./relay');
const server = require('./server');

const { values: options } = parseArgs({
  options: {
    name: { type: 'string' },
    version: { type: 'string', default: '' },
    http: { type: 'string', multiple: true, default: [] },
    tcp: { type: 'string', multiple: true, default: [] },
  },
});

const commands = {
  behave: behaviour => server.behave(behaviour),
  seen: () => server.seen(),
  call: request => client.callMany(request),
  tcp: request => client.tcp(request),
  startLoad: request => client.startLoad(request),
  stopLoad: () => client.stopLoad(),
  relay: ({ address, port }) => relay.listen(address, port),
};

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function obey(line) {
  const { id, do: name, ...rest } = JSON.parse(line);
  try {
    say({ id, result: (await commands[name](rest)) ?? null });
  } catch (error) {
    say({ id, error: error.stack });
  }
}

async function main() {
  await Promise.all([
    ...options.http.map(port => server.listenHttp(Number(port), options)),
    ...options.tcp.map(port => server.listenTcp(Number(port), options)),
  ]);
  const input = readline.createInterface({ input: process.stdin });
  input.on('line', obey);
  input.on('close', () => process.exit(0));
  say({ id: 0, result: 'ready' });
}

main();
