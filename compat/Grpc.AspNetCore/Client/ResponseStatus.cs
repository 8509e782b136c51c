// What an answer, or its absence, means in the protocol's status codes.
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Grpc.AspNetCore.Protocol;
using Grpc.Core;

namespace Grpc.Net.Client;

internal static class ResponseStatus
{
    // Error codes of HTTP/2 that say more than "broken".
    private const long RefusedStream = 7;
    private const long Cancel = 8;
    private const long EnhanceYourCalm = 11;
    private const long InadequateSecurity = 12;

    public static readonly Status NoMessage = new(StatusCode.Internal, "Failed to deserialize response message.");
    public static readonly Status NoStatus = new(StatusCode.Cancelled, "No grpc-status found on response.");

    /// <summary>The status in these headers or trailers; null when there is none.</summary>
    public static Status? ReadStatus(this HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(Wire.StatusHeader, out var codes))
        {
            return null;
        }

        var message = headers.TryGetValues(Wire.MessageHeader, out var messages) ? string.Join(",", messages) : "";
        var code = string.Join(",", codes);
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Status((StatusCode)number, Wire.DecodeMessage(message))
            : new Status(StatusCode.Unknown, $"Unexpected grpc-status value: {code}");
    }

    public static Metadata ToMetadata(this HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                Wire.Read(metadata, name, value);
            }
        }

        return metadata;
    }

    /// <summary>The status of an answer that did not come from a gRPC service; null when it did.</summary>
    public static Status? OfAnyoneElse(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new(Of(response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        var contentType = response.Content.Headers.ContentType?.ToString();
        return Wire.IsGrpc(contentType)
            ? null
            : new(StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {contentType ?? "(none)"}");
    }

    /// <summary>The status of a call that got no answer.</summary>
    public static Status Of(Exception exception) => exception switch
    {
        RpcException rpc => rpc.Status,
        OperationCanceledException => new(StatusCode.Cancelled, "", exception),
        _ => new(CodeOf(exception), $"Error starting gRPC call. {Describe(exception)}", exception),
    };

    // The reason may lie deep: a circuit breaker, for one, throws its own exception around the last transport error.
    private static StatusCode CodeOf(Exception exception)
    {
        var causes = Causes(exception).ToList();
        if (causes.OfType<HttpProtocolException>().LastOrDefault() is { } protocol)
        {
            return protocol.ErrorCode switch
            {
                RefusedStream => StatusCode.Unavailable,
                Cancel => StatusCode.Cancelled,
                EnhanceYourCalm => StatusCode.ResourceExhausted,
                InadequateSecurity => StatusCode.PermissionDenied,
                _ => StatusCode.Internal,
            };
        }

        return causes.Any(cause => cause is SocketException or IOException)
            ? StatusCode.Unavailable
            : StatusCode.Internal;
    }

    private static string Describe(Exception exception) =>
        string.Join(" ", Causes(exception).Select(cause => $"{cause.GetType().Name}: {cause.Message}"));

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static StatusCode Of(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
