using System.Net;
using System.Text.Json.Nodes;

namespace Shop.PortOne.Sandbox.Tests;

[Collection(SharedSandbox.Name)]
public sealed class FaultInjectionTests(SandboxProcess sandbox)
{
    private static readonly object Part = new { reason = "part", amount = 1_000 };

    /// <summary>After the fault has ended, the merchant repeats the request with the same key.</summary>
    [Theory]
    [InlineData("""{"errorRate":1}""", 503, null, false, "SUCCEEDED")] // Before the work.
    [InlineData("""{"errorAfterCommitRate":1}""", 500, null, true, "SUCCEEDED")]
    [InlineData("""{"cancellations":"FAILED"}""", 200, "FAILED", false, "FAILED")]
    [InlineData("""{"cancellations":"REQUESTED"}""", 200, "REQUESTED", false, "REQUESTED")]
    public async Task Faulty_cancel_can_be_repeated(
        string fault, int status, string? cancellation, bool hasMovedMoney, string repeated)
    {
        var id = await sandbox.PaidPaymentAsync();

        await using (await sandbox.WithFaultsAsync(JsonNode.Parse(fault)!))
        {
            var reply = await sandbox.CancelAsync(id, Part, id);
            Assert.Equal((status, cancellation), ((int)reply.Status, reply.Body.Text("cancellation.status")));
        }

        Assert.Equal(hasMovedMoney ? [10_000, -1_000] : [10_000], await sandbox.BookedAsync(id));
        Assert.Equal(repeated, (await sandbox.CancelAsync(id, Part, id)).Ok().Text("cancellation.status"));
        Assert.Equal(repeated == "SUCCEEDED" ? [10_000, -1_000] : [10_000], await sandbox.BookedAsync(id));
    }

    [Fact]
    public async Task Lost_response_does_not_undo_the_work()
    {
        var id = await sandbox.PaidPaymentAsync();
        await using var faults = await sandbox.WithFaultsAsync(new { timeoutRate = 1 });
        using var timeout = new CancellationTokenSource();

        var call = sandbox.SendAsync("POST", $"/payments/{id}/cancel", Part, cancellation: timeout.Token);
        await Eventually.IsAsync(() => sandbox.BookedAsync(id), booked => booked.Length == 2);
        Assert.False(call.IsCompleted);
        await timeout.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Faults_do_not_affect_the_control_interface_and_invalid_settings_are_refused()
    {
        await using var faults = await sandbox.WithFaultsAsync(new { errorRate = 1 });
        await sandbox.PaidPaymentAsync();

        var invalid = await sandbox.SendAsync("PUT", "/sandbox/faults", new { errorRate = 2 });

        Assert.Equal(HttpStatusCode.BadRequest, invalid.Status);
        Assert.Equal("1", (await sandbox.SendAsync("GET", "/sandbox/faults")).Ok().Text("errorRate"));
    }
}
