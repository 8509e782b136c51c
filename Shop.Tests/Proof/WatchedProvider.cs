// A proxy between a process and PortOne, which reports each call.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Shop.Tests.Proof;

/// <summary>A proxy of PortOne that reports each call.</summary>
internal sealed class WatchedProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _provider;
    private readonly RoundTrips _roundTrips;

    public WatchedProvider(HttpClient provider, RoundTrips roundTrips)
    {
        (_provider, _roundTrips) = (provider, roundTrips);
        var builder = LoopbackServer.CreateBuilder();
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public string Url => _app.Urls.Single();

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            var label = $"{http.Request.Method} {http.Request.Path.Value!.Split('/')[^1] switch
            {
                { Length: 32 } => "/payments/…",
                var act => $"/payments/…/{act}",
            }}";
            var number = await _roundTrips.BeforeAsync(new(label));
            var (status, type, body) = await ForwardAsync(http.Request);
            await _roundTrips.AfterAsync(number);
            (http.Response.StatusCode, http.Response.ContentType) = (status, type);
            await http.Response.Body.WriteAsync(body);
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException)
        {
            http.Abort(); // The process was killed.
        }
    }

    // Not cancelled when the process is killed, because PortOne processes what was sent.
    private async Task<(int Status, string? Type, byte[] Body)> ForwardAsync(HttpRequest request)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        using var call = new HttpRequestMessage(
            new(request.Method), $"{request.Path.ToUriComponent()}{request.QueryString}");
        call.Content = body.Length > 0 ? new ByteArrayContent(body.ToArray()) : null;
        call.Content?.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        foreach (var header in new[] { "Authorization", "Idempotency-Key" })
        {
            call.Headers.TryAddWithoutValidation(header, request.Headers[header].AsEnumerable());
        }

        using var answer = await _provider.SendAsync(call);
        return (
            (int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(),
            await answer.Content.ReadAsByteArrayAsync());
    }
}
