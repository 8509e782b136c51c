// Processes the stored webhooks (table webhooks) in every replica, oldest due first. A webhook about one of our
// payments runs CompletePayment; any other webhook is marked as handled. While PortOne is unavailable, a webhook is
// retried with increasing waits.
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Disputes;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Processes stored webhooks and deletes those older than a year.</summary>
public sealed class HandleWebhooks(
    IServiceScopeFactory scopes, WebhookBell bell, MoneySettings settings, TimeProvider clock,
    ILogger<HandleWebhooks> logger) : BackgroundService
{
    private const int AtOnce = 8;
    private const int ForgottenAtOnce = 1000;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(HandleAsync(stoppingToken), ForgetAsync(stoppingToken));

    private async Task HandleAsync(CancellationToken ct)
    {
        while (true)
        {
            await bell.WaitAsync(settings.LookEvery, ct);
            try
            {
                while (await RunBatchAsync(ct) == AtOnce)
                {
                    // A full batch means that more may be due.
                }
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, "Processing webhooks");
            }
        }
    }

    private async Task<int> RunBatchAsync(CancellationToken ct)
    {
        var due = await ClaimAsync(ct);
        await Task.WhenAll(due.Select(webhook => RunOneAsync(webhook, ct)));
        return due.Count;
    }

    private async Task<List<DueWebhook>> ClaimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var command = new NpgsqlCommand(
            """
            with due as materialized (
                select id as due_id from webhooks
                where handled_at is null and due_at <= clock_timestamp()
                    and (claimed_until is null or claimed_until < clock_timestamp())
                order by due_at
                limit $1
                for update skip locked)
            update webhooks set claimed_until = clock_timestamp() + $2, tries = tries + 1
            from due where id = due_id
            returning id, type, payment_key, tries, body, received_at
            """,
            await scope.ServiceProvider.GetRequiredService<CommerceDb>().OpenAsync(ct))
        {
            Parameters = { new() { Value = AtOnce }, new() { Value = settings.ClaimFor } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<DueWebhook>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new(
                reader.GetString(0), reader.GetStringOrNull(1), reader.GetStringOrNull(2), reader.GetInt32(3),
                reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return due;
    }

    private async Task RunOneAsync(DueWebhook webhook, CancellationToken ct)
    {
        using var span = JobSpans.Start("Handle webhook");
        await using var scope = scopes.CreateAsyncScope();
        var isHandled = true;
        try
        {
            if (webhook.PaymentKey is { } paymentKey)
            {
                var stands = await scope.ServiceProvider.GetRequiredService<CompletePayment>()
                    .RunAsync(
                        paymentKey, Source.Webhook, shopperId: null,
                        DisputeReport.Read(webhook.Type, webhook.Body, webhook.ReceivedAt), ct);
                isHandled = stands?.Snapshot?.Status != ProviderStatus.Unavailable;
            }
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            // A failing webhook must neither block the others nor be retried without a wait.
            logger.LogWorkerFailed(error, $"Webhook {webhook.Id} of type {webhook.Type}");
            isHandled = false;
        }

        await using var freshScope = scopes.CreateAsyncScope();
        var db = freshScope.ServiceProvider.GetRequiredService<CommerceDb>();
        var again = settings.RetryAfter(webhook.Tries - 1, settings.AwayAtLeastEvery);
        await (isHandled
            ? db.Database.ExecuteSqlAsync(
                $"update webhooks set handled_at = clock_timestamp(), claimed_until = null where id = {webhook.Id}", ct)
            : db.Database.ExecuteSqlAsync(
                $"""
                update webhooks set due_at = clock_timestamp() + {again}, claimed_until = null
                where id = {webhook.Id}
                """, ct));
    }

    // Webhooks are kept for a year to investigate problems; the schema refuses to delete younger ones.
    private async Task ForgetAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(settings.ForgetEvery, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<CommerceDb>().Database;
                while (await db.ExecuteSqlAsync(
                    $"""
                    delete from webhooks where id in (
                        select id from webhooks where received_at < clock_timestamp() - interval '366 days'
                        order by received_at limit {ForgottenAtOnce})
                    """, ct) == ForgottenAtOnce)
                {
                    // In batches, so that no statement locks many rows for long.
                }
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, "Deleting old webhooks");
            }
        }
    }

    private sealed record DueWebhook(
        string Id, string? Type, string? PaymentKey, int Tries, string Body, DateTimeOffset ReceivedAt);
}
