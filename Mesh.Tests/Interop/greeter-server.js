// A greeter: says hello and its own name.    node greeter-server.js NAME PORT
'use strict';

const grpc = require('@grpc/grpc-js');
const { greeter, read, write } = require('./greeter');

const [name, port] = process.argv.slice(2);
const server = new grpc.Server();
server.addService(greeter, {
  SayHello: (call, answer) => answer(null, write(`Hello ${read(call.request)}, I am ${name}`)),
});
server.bindAsync(`0.0.0.0:${port}`, grpc.ServerCredentials.createInsecure(), error => {
  if (error) throw error;
  console.log('ready');
});
process.stdin.resume().on('end', () => process.exit(0));
