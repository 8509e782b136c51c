// .NET 10 gives a server span its method and path when the request begins, and nothing when it ends. What is only known
// then is added here, as OpenTelemetry's conventions for HTTP name it: the route, which groups requests, the answer's
// status, and whether it was the server's fault.
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Shop.ServiceDefaults;

/// <summary>Completes the span of each request, around everything else that a service does.</summary>
internal sealed class RequestSpans : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(CompleteAsync);
        next(app);
    };

    private static async Task CompleteAsync(HttpContext context, RequestDelegate next)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (span is not { IsAllDataRequested: true })
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
            Complete(span, context, context.Response.StatusCode, errorType: null);
        }
        catch (Exception error)
        {
            // The server answers 500 only after this has passed.
            Complete(span, context, StatusCodes.Status500InternalServerError, error.GetType().FullName);
            throw;
        }
    }

    private static void Complete(Activity span, HttpContext context, int status, string? errorType)
    {
        // An exception handler that answers takes the endpoint away, and keeps which one it was.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var route = endpoint?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", errorType ?? status.ToString(CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
