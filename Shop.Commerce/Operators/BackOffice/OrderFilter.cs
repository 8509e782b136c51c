using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Commerce.Operators.BackOffice;

/// <summary>The query of the list of orders. Enums are read by their names in JSON.</summary>
public sealed record OrderQuery(
    [property: FromQuery, MaxLength(Limits.SearchLength)] string? Status,
    [property: FromQuery, MaxLength(Limits.SearchLength)] string? Attention,
    [property: FromQuery] DateOnly? From,
    [property: FromQuery] DateOnly? Until,
    [property: FromQuery] Guid? OrderId,
    [property: FromQuery, MaxLength(Limits.Recipient)] string? Recipient,
    [property: FromQuery, MaxLength(Limits.SearchLength)] string? Phone,
    [property: FromQuery, ReadableText(Limits.SearchLength, IsOptional = true)] string? Product,
    [property: FromQuery, Range(0, long.MaxValue)] long? MinWon,
    [property: FromQuery, Range(0, long.MaxValue)] long? MaxWon,
    [property: FromQuery, MaxLength(Limits.SearchLength)] string? Sort,
    [property: FromQuery] bool Ascending = false,
    [property: FromQuery, MaxLength(Limits.SearchLength)] string? After = null,
    [property: FromQuery, Range(1, Limits.PageSize)] int Size = 50);

/// <summary>A valid query of the list of orders. Days are those of Asia/Seoul.</summary>
internal sealed partial record OrderFilter(OrderQuery Query)
{
    private const int FewestDigits = 4;
    private const int MostDaysByAmount = 92;

    // Korea has had the same offset and no daylight saving time since 1988.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    public OrderStatus? Status { get; private init; }
    public OrderAttention? Attention { get; private init; }
    public AdminOrderSort Sort { get; private init; }
    public OrderCursor? After { get; private init; }

    /// <summary>Null or the trimmed name of a recipient, or a part of it.</summary>
    public string? Recipient => string.IsNullOrWhiteSpace(Query.Recipient) ? null : Query.Recipient.Trim();

    /// <summary>Null or the digits of a phone number.</summary>
    public string? Phone => string.IsNullOrWhiteSpace(Query.Phone) ? null : NoDigit().Replace(Query.Phone, "");

    public bool ReadsAddresses => Recipient is not null || Phone is not null;

    /// <summary>The id of a product; null if the query names none, or names one by words.</summary>
    public int? ProductId => int.TryParse(Query.Product, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Words that are searched as in the storefront.</summary>
    public string? ProductName =>
        ProductId is null && !string.IsNullOrWhiteSpace(Query.Product) ? Query.Product.Trim() : null;

    /// <summary>A filter has no index. Delivered orders have none, because most orders are delivered.</summary>
    public bool IsSearchLimited => Sort == AdminOrderSort.Placed
        && (ReadsAddresses || ProductName is not null || Query.MinWon is not null || Query.MaxWon is not null
            || Status == OrderStatus.Delivered);

    /// <summary>The lowest id of an order that was placed in the period.</summary>
    public Guid? FirstId => Query.From is { } day ? LowestIdAt(day) : null;

    /// <summary>The lowest id of an order that was placed after the period.</summary>
    public Guid? EndId => Query.Until is { } day && day < DateOnly.MaxValue ? LowestIdAt(day.AddDays(1)) : null;

    /// <summary>The filter, or the first value that breaks a rule.</summary>
    public static (OrderFilter? Filter, FieldError? Error) Parse(OrderQuery query)
    {
        if (!TryParse<OrderStatus>(query.Status, out var status))
        {
            return (null, new("status", "This status is not known."));
        }

        if (!TryParse<OrderAttention>(query.Attention, out var attention))
        {
            return (null, new("attention", "This value is not known."));
        }

        if (!TryParse<AdminOrderSort>(query.Sort, out var sort))
        {
            return (null, new("sort", "Set sort to PLACED or AMOUNT."));
        }

        if (!OrderCursor.TryParse(query.After, out var after))
        {
            return (null, new("after", "Send the value of a reply."));
        }

        if (query.From is { Year: < 2000 or > 9000 } || query.Until is { Year: < 2000 or > 9000 })
        {
            return (null, new("from", "Send days from 2000 to 9000."));
        }

        var filter = new OrderFilter(query)
        {
            Status = status,
            Attention = attention,
            Sort = sort ?? AdminOrderSort.Placed,
            After = after,
        };
        return filter.FindError() is { } error ? (null, error) : (filter, null);
    }

    private FieldError? FindError()
    {
        if (Phone is { Length: < FewestDigits })
        {
            return new("phone", $"Send at least {FewestDigits} digits.");
        }

        return Sort != AdminOrderSort.Amount ? null
            : ReadsAddresses ? new("sort", "A search by recipient or phone is sorted by time.")
            : Query.From is { } from && Query.Until is { } until && until.DayNumber - from.DayNumber < MostDaysByAmount
                ? null
                : new("from", $"To sort by amount, send from and until, {MostDaysByAmount} days at most.");
    }

    /// <summary>
    /// True if the address matches. An operator who may not see personal data must know the whole name or number, so
    /// that the search reveals neither.
    /// </summary>
    public bool Matches(Shipping to, bool seesPersonalData) =>
        (Recipient is not { } name || (seesPersonalData
            ? to.Recipient.Contains(name, StringComparison.OrdinalIgnoreCase)
            : to.Recipient.Equals(name, StringComparison.OrdinalIgnoreCase)))
        && (Phone is not { } phone || (seesPersonalData
            ? to.Phone.EndsWith(phone, StringComparison.Ordinal)
            : to.Phone == phone));

    // An order's id is a version 7 UUID, which begins with the time in milliseconds.
    private static Guid LowestIdAt(DateOnly day)
    {
        var milliseconds = new DateTimeOffset(day, TimeOnly.MinValue, Seoul).ToUnixTimeMilliseconds();
        return Guid.ParseExact(milliseconds.ToString("x12", CultureInfo.InvariantCulture) + new string('0', 20), "N");
    }

    private static bool TryParse<T>(string? text, out T? value) where T : struct, Enum
    {
        var isKnown = EnumNames.TryParse<T>(text, out var parsed);
        value = isKnown ? parsed : null;
        return isKnown || string.IsNullOrEmpty(text);
    }

    [GeneratedRegex("[^0-9]")]
    private static partial Regex NoDigit();
}

/// <summary>The last order of a page.</summary>
internal sealed record OrderCursor(Guid Id, long AmountWon)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id:N}-{AmountWon}");

    public static bool TryParse(string? text, out OrderCursor? cursor)
    {
        var parts = text?.Split('-') ?? [];
        cursor = parts is [var id, var won] && Guid.TryParseExact(id, "N", out var order)
            && long.TryParse(won, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
                ? new(order, amount)
                : null;
        return cursor is not null || string.IsNullOrEmpty(text);
    }
}
