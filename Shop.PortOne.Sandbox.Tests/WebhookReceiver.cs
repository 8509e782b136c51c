using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Shop.PortOne.Sandbox.Tests;

/// <summary>A merchant's webhook endpoint that records requests and returns the status that the test has set.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedWebhook> _received = new();
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private readonly WebApplication _app;

    public WebhookReceiver()
    {
        var builder = LoopbackServer.CreateBuilder();
        _app = builder.Build();
        _app.MapPost("/webhook", ReceiveAsync);
    }

    public string Url => $"{_app.Urls.Single()}/webhook";

    public Task StartAsync() => _app.StartAsync();

    /// <summary>The webhooks about a payment in order of arrival.</summary>
    public IReadOnlyList<ReceivedWebhook> Of(string paymentId) =>
        [.. _received.Where(webhook => webhook.PaymentId == paymentId)];

    /// <summary>Waits until the given number of webhooks about a payment have arrived.</summary>
    public Task<IReadOnlyList<ReceivedWebhook>> WaitForAsync(string paymentId, int count) => Eventually.IsAsync(
        () => Task.FromResult(Of(paymentId)), received => received.Count >= count, TimeSpan.FromSeconds(60));

    /// <summary>Answers the next webhooks about a payment with 500 and later ones with 200.</summary>
    public void Refuse(string paymentId, int times) => _refusals[paymentId] = times;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var webhook = new ReceivedWebhook(
            await reader.ReadToEndAsync(), $"{request.Headers["webhook-id"]}",
            $"{request.Headers["webhook-timestamp"]}", $"{request.Headers["webhook-signature"]}");
        _received.Enqueue(webhook);
        var left = _refusals.AddOrUpdate(webhook.PaymentId!, -1, (_, before) => before - 1);
        return left >= 0 ? Results.StatusCode(500) : Results.Ok();
    }
}

/// <summary>A received webhook, with its signature.</summary>
public sealed record ReceivedWebhook(string Body, string Id, string Timestamp, string Signature)
{
    public string? Type => Field("type");

    public string? CancellationId => Field("data.cancellationId");

    public string? PaymentId => Field("data.paymentId");

    private string? Field(string path) => JsonNode.Parse(Body)!.Text(path);
}
