// Passes TCP connections on. The control plane listens on loopback, as it should; pods reach it through this.
'use strict';

const net = require('node:net');

/** Listens on this address and connects to the same port of loopback. */
function listen(address, port) {
  const listener = net.createServer(near => {
    const far = net.connect({ host: '127.0.0.1', port });
    near.pipe(far).pipe(near);
    for (const [one, other] of [[near, far], [far, near]]) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  return new Promise((listening, fail) => {
    listener.once('error', fail);
    listener.listen(port, address, () => listening());
  });
}

module.exports = { listen };
