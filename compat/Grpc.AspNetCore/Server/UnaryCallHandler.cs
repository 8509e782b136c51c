// One call as the server sees it: read the message, let the service answer, write the answer and how it ended. A
// message goes in the body with its status in the trailers; an error has no body and its status in the header block.
using System.Buffers;
using Grpc.AspNetCore.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

internal sealed class UnaryCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    Func<TService, TRequest, ServerCallContext, Task<TResponse>> invoke,
    GrpcServiceOptions options,
    ILoggerFactory loggers)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private static readonly ObjectFactory<TService> Construct = ActivatorUtilities.CreateFactory<TService>([]);

    private readonly ILogger _logger = loggers.CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler");

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        if (!Wire.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        http.Response.ContentType = Wire.ContentType;
        using var context = new HttpServerCallContext(http);
        var frame = await AnswerAsync(context);
        if (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody waits for it any more.
        }

        if (context.IsTooLate)
        {
            (frame, context.Status) = (null, new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"));
        }

        if (frame is not null)
        {
            // Not flushed: it leaves together with the trailers, when the request ends.
            http.Response.BodyWriter.Write(frame);
        }

        context.WriteStatus(asTrailers: frame is not null || http.Response.HasStarted);
    }

    // The answer as it goes on the wire; null when there is none, and the context's status says why.
    private async Task<byte[]?> AnswerAsync(HttpServerCallContext context)
    {
        try
        {
            var request = await Frame.ReadToEndAsync(
                context.HttpContext.Request.BodyReader, method.RequestMarshaller, options.MaxReceiveMessageSize,
                context.CancellationToken)
                ?? throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
            var response = await InvokeAsync(request, context)
                ?? throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
            return context.Status.StatusCode == StatusCode.OK
                ? Frame.Write(response, method.ResponseMarshaller, options.MaxSendMessageSize)
                : null;
        }
        catch (RpcException exception)
        {
            var (code, detail) = (exception.StatusCode, exception.Status.Detail);
            _logger.LogInformation("{Method} ended in {StatusCode}: {Detail}", method.FullName, code, detail);
            context.Fail(exception.Status, exception.Trailers);
        }
        catch (Exception exception) when (context.CancellationToken.IsCancellationRequested)
        {
            _logger.LogDebug(exception, "{Method} was given up: its caller no longer waits.", method.FullName);
            context.Fail(Status.DefaultCancelled, Metadata.Empty);
        }
        catch (Exception exception)
        {
            // The caller is told that it failed; why is for the log of this side.
            _logger.LogError(exception, "Error when executing service method '{Method}'.", method.FullName);
            var reason = options.EnableDetailedErrors == true
                ? $" {exception.GetType().Name}: {exception.Message}"
                : "";
            context.Fail(new Status(StatusCode.Unknown, $"Exception was thrown by handler.{reason}"), Metadata.Empty);
        }

        return null;
    }

    private async Task<TResponse> InvokeAsync(TRequest request, HttpServerCallContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (services.GetService<TService>() is { } registered)
        {
            return await invoke(registered, request, context);
        }

        var service = Construct(services, null);
        try
        {
            return await invoke(service, request, context);
        }
        finally
        {
            await DisposeAsync(service);
        }
    }

    private static ValueTask DisposeAsync(TService service)
    {
        if (service is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        (service as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
