"""Calls a greeter over xDS each time that it reads a line, and prints the answer.    python3 greeter-client.py xds:///HOST:PORT"""
import sys

import grpc


def main():
    channel = grpc.insecure_channel(sys.argv[1])
    as_is = lambda data: data
    say_hello = channel.unary_unary("/helloworld.Greeter/SayHello", request_serializer=as_is, response_deserializer=as_is)
    for line in sys.stdin:
        name = line.strip().encode()
        try:
            # The message holds one string, field 1, of fewer than 128 bytes.
            print(say_hello(bytes([0x0A, len(name)]) + name, timeout=8)[2:].decode(), flush=True)
        except grpc.RpcError as error:
            print(f"failed: {error.details()}", flush=True)


main()
