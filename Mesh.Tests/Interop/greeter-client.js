// Calls a greeter over xDS each time that it reads a line, and prints the answer.    node greeter-client.js xds:///HOST:PORT
'use strict';

const readline = require('node:readline');
const grpc = require('@grpc/grpc-js');
require('@grpc/grpc-js-xds').register();
const { greeter, read, write } = require('./greeter');

const Client = grpc.makeGenericClientConstructor(greeter, 'Greeter');
const client = new Client(process.argv[2], grpc.credentials.createInsecure());

readline.createInterface({ input: process.stdin })
  .on('line', name => client.SayHello(write(name), { deadline: Date.now() + 8_000 }, (error, answer) =>
    console.log(error ? `failed: ${error.message}` : read(answer))))
  .on('close', () => process.exit(0));
