"""Asks an Istio-compatible CA for certificates with another implementation of gRPC, and messages encoded by hand.

ca-client.py ADDRESS ROOT_FILE CSR_FILE [TOKEN_FILE] [HEADER=VALUE…]: prints the PEMs of the chain, or "CODE words".
"""
import sys

import grpc


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def request(csr, seconds):
    return b"\x0a" + varint(len(csr)) + csr + b"\x18" + varint(seconds)


def chain(data):
    """Field 1, repeated string."""
    found, at = [], 0
    while at < len(data):
        assert data[at] == 0x0A
        at, length, shift = at + 1, 0, 0
        while True:
            length |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 0x80:
                break
        found.append(data[at:at + length].decode())
        at += length
    return found


address, root, csr = sys.argv[1:4]
metadata = [("clusterid", "Kubernetes")]
for argument in sys.argv[4:]:
    if "=" in argument:
        metadata.append(tuple(argument.split("=", 1)))
    else:
        metadata.append(("authorization", "Bearer " + open(argument).read().strip()))
credentials = grpc.ssl_channel_credentials(open(root, "rb").read())
with grpc.secure_channel(address, credentials, [("grpc.ssl_target_name_override", "istiod.istio-system.svc")]) as channel:
    call = channel.unary_unary("/istio.v1.auth.IstioCertificateService/CreateCertificate")
    try:
        print("====\n".join(chain(call(request(open(csr, "rb").read(), 3600), metadata=metadata, timeout=20))))
    except grpc.RpcError as error:
        print(error.code().name, error.details())
