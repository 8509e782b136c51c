// The three lists. A range includes its start and excludes its end; for reconciliation, ranges must overlap.
using System.Globalization;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>The request of a list by cursor.</summary>
public sealed record CursorRequest(
    string? StoreId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    string? Cursor = null,
    int Size = 10) : IStoreRequest;

/// <summary>The number of a page, from 0, and its size.</summary>
public sealed record PageInput(int Number = 0, int Size = 10);

/// <summary>The page and filter of a list request.</summary>
public sealed record PaymentPageRequest(PageInput? Page = null, PaymentFilter? Filter = null) : IStoreRequest
{
    public string? StoreId => Filter?.StoreId;
}

/// <summary>Lists payments and ledger events.</summary>
public sealed class ListPayments(IOptions<SandboxSettings> settings, TimeProvider clock)
{
    private const int DeepestPage = 60_000;
    private const int LargestCursorPage = 1000;

    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(90);

    public Reply Page(SandboxState state, PaymentPageRequest request)
    {
        var page = request.Page ?? new PageInput();
        var filter = request.Filter ?? new PaymentFilter();
        if (page.Number < 0 || page.Size < 1 || (page.Number + 1L) * page.Size > DeepestPage)
        {
            return Refusals.Invalid($"Page numbers start at 0, and pages end at {DeepestPage} payments.");
        }

        if (filter.Unknown is { Count: > 0 } unknown)
        {
            return Refusals.Invalid($"The sandbox cannot filter by {string.Join(", ", unknown.Keys)}.");
        }

        var (from, until) = Span(filter.From, filter.Until);
        var found = filter
            .Sort(state.Payments.All.Where(payment => filter.Matches(state, payment, from, until)))
            .ToList();
        return Reply.Ok(new
        {
            Items = found
                .Skip(page.Number * page.Size)
                .Take(page.Size)
                .Select(payment => PaymentView.Of(state, payment)),
            Page = new { page.Number, page.Size, TotalCount = found.Count },
        });
    }

    public Reply ByCursor(SandboxState state, CursorRequest request)
    {
        var (from, until) = Span(request.From, request.Until);
        if (!IsSound(request))
        {
            return Refusals.Invalid("The cursor or the size is invalid.");
        }

        var store = StoreOf(request);
        var items = state.Payments.All
            .Where(payment => payment.Order.StoreId == store)
            .Where(payment => payment.RequestedAt >= from && payment.RequestedAt < until)
            .Select(payment => (Payment: payment, Cursor: CursorOf(payment.RequestedAt.UtcTicks, payment.Id)))
            .OrderBy(item => item.Cursor, StringComparer.Ordinal)
            .SkipWhile(item => string.CompareOrdinal(item.Cursor, request.Cursor) <= 0)
            .Take(request.Size)
            .Select(item => new { Payment = PaymentView.Of(state, item.Payment), item.Cursor });
        return Reply.Ok(new { Items = items });
    }

    public Reply EventsByCursor(SandboxState state, CursorRequest request)
    {
        var (from, until) = Span(request.From, request.Until);
        var after = request.Cursor is null ? -1 : LedgerEntry.NumberOf(request.Cursor);
        if (!IsSound(request) || after is null)
        {
            return Refusals.Invalid("The cursor or the size is invalid.");
        }

        var store = StoreOf(request);
        var items = state.Ledger.All
            .Where(entry => entry.At >= from && entry.At < until && entry.Number > after)
            .Where(entry => state.Payments.Find(entry.PaymentId)!.OrderIn(entry.TransactionId).StoreId == store)
            .OrderBy(entry => entry.Number)
            .Take(request.Size)
            .Select(entry => new { PaymentEvent = PaymentView.OfEvent(state, entry), Cursor = entry.Id });
        return Reply.Ok(new { Items = items });
    }

    private (DateTimeOffset From, DateTimeOffset Until) Span(DateTimeOffset? from, DateTimeOffset? until)
    {
        var end = until ?? clock.GetUtcNow();
        return (from ?? end - DefaultSpan, end);
    }

    // Without a store, the lists by cursor use the credential's store. The page list returns all the merchant's stores.
    private string StoreOf(CursorRequest request) => request.StoreId ?? settings.Value.StoreId;

    private static bool IsSound(CursorRequest request) =>
        request.Size is >= 1 and <= LargestCursorPage && request.Cursor is not "";

    // Sortable as text: a fixed number of digits, then the id, which distinguishes payments with the same time.
    private static string CursorOf(long ticks, string id) =>
        ticks.ToString("D19", CultureInfo.InvariantCulture) + "-" + id;
}
