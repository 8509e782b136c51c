// Reads PortOne's cursor lists of all payments and payment events under the shop's store, for the reconciliation. It
// has a separate HTTP client, so that failures of the lists never block the retrieval of single payments. PortOne
// documents these lists as unstable: an unreadable page is returned as a value, and the next run retries.
using System.Net.Http.Json;
using System.Text.Json;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Commerce.PortOne;

/// <summary>
/// A page of a list; the last one is empty. <paramref name="Unreadable"/> is the number of items that could not be
/// parsed. <paramref name="UnavailableReason"/> says why there is no page; null if there is one.
/// </summary>
public sealed record ListPage<T>(
    IReadOnlyList<T> Items, int Unreadable, string? Next, string? UnavailableReason = null);

/// <summary>A payment in the list; its id may not be one of the shop's payment keys.</summary>
public sealed record ListedPayment(string PaymentKey, PaymentSnapshot Snapshot);

public sealed class PortOneLists(HttpClient http, PortOneSettings settings)
{
    private const int PageSize = 500; // PortOne's limit is 1000. A payment with its webhooks may be several kilobytes.

    /// <summary>A page of the payment events from <paramref name="from"/> until now, by PortOne's clock.</summary>
    public Task<ListPage<PortOneEvent>> GetEventsAsync(
        DateTimeOffset from, string? cursor, TimeSpan timeout, CancellationToken ct) => GetAsync(
            "payment-events-by-cursor", from, cursor, item => PortOneEvent.Read(item.Part("paymentEvent")), timeout,
            ct);

    /// <summary>A page of the payments whose payment window was first opened after <paramref name="from"/>.</summary>
    public Task<ListPage<ListedPayment>> GetPaymentsAsync(
        DateTimeOffset from, string? cursor, TimeSpan timeout, CancellationToken ct) => GetAsync(
            "payments-by-cursor", from, cursor, item => Listed(item.Part("payment")), timeout, ct);

    private Task<ListPage<T>> GetAsync<T>(
        string list, DateTimeOffset from, string? cursor, Func<JsonElement, T?> read, TimeSpan timeout,
        CancellationToken ct) where T : class
    {
        var requestBody = JsonSerializer.Serialize(
            new CursorRequest(settings.StoreId, from, cursor, PageSize), CursorRequest.JsonOptions);
        return http.SendAsync(
            new(HttpMethod.Get, $"/{list}?requestBody={Uri.EscapeDataString(requestBody)}"), timeout,
            async (response, deadline) => response.IsSuccessStatusCode
                ? Page(await response.Content.ReadFromJsonAsync<JsonElement>(deadline), cursor, read)
                : UnavailablePage<T>($"status {(int)response.StatusCode}"),
            UnavailablePage<T>, ct,
            HttpCompletionOption.ResponseHeadersRead); // A page may exceed the client's limit of a buffered response.
    }

    private static ListPage<T> Page<T>(JsonElement answer, string? cursor, Func<JsonElement, T?> read) where T : class
    {
        if (answer.Part("items") is not { ValueKind: JsonValueKind.Array } items)
        {
            return UnavailablePage<T>("an answer without items");
        }

        var all = items.EnumerateArray().ToList();
        var readable = all.Select(read).OfType<T>().ToList();
        var next = all is [.., var last] ? last.Part("cursor") : default;
        return next switch
        {
            _ when all.Count == 0 => new([], 0, null),
            { ValueKind: JsonValueKind.String }
                when next.GetString() is { Length: > 0 } nextCursor && nextCursor != cursor =>
                new(readable, all.Count - readable.Count, nextCursor),
            _ => UnavailablePage<T>("a page without a usable next cursor"),
        };
    }

    private static ListPage<T> UnavailablePage<T>(string reason) => new([], 0, null, reason);

    private static ListedPayment? Listed(JsonElement payment)
    {
        if (payment.Text("id") is not { } id)
        {
            return null;
        }

        try
        {
            return payment.Deserialize<PaymentResponse>(JsonSerializerOptions.Web) is { } answer
                ? new(id, answer.ToSnapshot(id))
                : null;
        }
        catch (JsonException)
        {
            return null; // Counted as unreadable.
        }
    }

    private sealed record CursorRequest(string StoreId, DateTimeOffset From, string? Cursor, int Size)
    {
        public static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        };
    }
}
