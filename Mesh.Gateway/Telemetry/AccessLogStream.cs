using Envoy.Service.Accesslog.V3;
using Google.Protobuf;
using Mesh.Actors.Telemetry;
using Mesh.Core.Security;
using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.AccessLog;
using Mesh.Core.Translation.Telemetry;

namespace Mesh.Gateway.Telemetry;

/// <summary>One stream of access logs: its first message says whose they are.</summary>
internal sealed class AccessLogStream(TelemetryCalls calls, SpiffeId? caller) : IDisposable
{
    private IntakeStream? _intake;

    /// <param name="message">StreamAccessLogsMessage.</param>
    public void Take(ReadOnlySpan<byte> message)
    {
        try
        {
            var fields = new WireReader(message);
            while (fields.Next())
            {
                switch (fields.Field)
                {
                    case StreamAccessLogsMessage.IdentifierFieldNumber: Identify(fields.Bytes()); break;
                    case StreamAccessLogsMessage.HttpLogsFieldNumber: Intake().Http(fields.Bytes()); break;
                    case StreamAccessLogsMessage.TcpLogsFieldNumber: Intake().Tcp(fields.Bytes()); break;
                    default: fields.Skip(); break;
                }
            }
        }
        catch (FormatException e)
        {
            throw calls.Malformed(e);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw calls.Malformed(new(e.Message));
        }
    }

    public void Dispose() => _intake?.Dispose();

    private void Identify(ReadOnlySpan<byte> bytes)
    {
        if (_intake is not null) return;
        var identifier = StreamAccessLogsMessage.Types.Identifier.Parser.ParseFrom(bytes);
        Reporter? side = identifier.LogName switch
        {
            MeshLogs.OutboundLog => Reporter.Source,
            MeshLogs.InboundLog => Reporter.Destination,
            _ => null,
        };
        _intake = calls.Intake.Open(calls.ReporterOf(identifier.Node, caller), side);
    }

    private IntakeStream Intake() => _intake ?? throw new FormatException("the first message of a stream must carry an identifier");
}
