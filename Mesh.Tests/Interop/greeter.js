// helloworld.Greeter, by hand: its messages hold one string, field 1.
'use strict';

const asIs = bytes => bytes;

exports.greeter = {
  SayHello: {
    path: '/helloworld.Greeter/SayHello',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

/** Texts of fewer than 128 bytes. */
exports.write = text => Buffer.concat([Buffer.from([0x0a, Buffer.byteLength(text)]), Buffer.from(text)]);
exports.read = bytes => bytes.subarray(2).toString();
