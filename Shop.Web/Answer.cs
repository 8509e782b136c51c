// What a service says to the storefront. A refusal is an answer: the page tells it to the shopper in their language by
// its code. A service that cannot be reached is one too where the shopper sent something, because what was sent may
// have arrived; a page that only reads has nothing to show then and says that the shop is away.
using System.Text.Json;

namespace Shop.Web;

/// <summary>A value, or why there is none.</summary>
public readonly record struct Answer<T>(T? Value, Refusal? Refusal) where T : class
{
    /// <summary>The value of a read, or null where there is no such thing.</summary>
    /// <exception cref="ShopAwayException">The service cannot be asked.</exception>
    /// <exception cref="SignInNeededException">The service no longer knows the member.</exception>
    public T? ValueOrNothing() => Refusal switch
    {
        null => Value,
        { IsAway: true } => throw new ShopAwayException($"A page cannot be shown: {Refusal.Status} {Refusal.Code}"),
        { Status: StatusCodes.Status401Unauthorized } => throw new SignInNeededException(),
        _ => null, // Not there, or asked for in a way that nothing answers to: waiting would not help.
    };

    /// <summary>The value of a read that always has one.</summary>
    public T ValueOrThrow() => ValueOrNothing()
        ?? throw new InvalidOperationException($"A page cannot be shown: {Refusal?.Status} {Refusal?.Code}");
}

/// <summary>A problem as a service told it: its stable code, and what the service said beside it.</summary>
public sealed record Refusal(int Status, string Code, IReadOnlyDictionary<string, JsonElement> Facts)
{
    /// <summary>The service could not be asked, or could not ask whom it needed: a repeat may succeed.</summary>
    public bool IsAway => Status is StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;

    /// <summary>The first wrong field.</summary>
    public string? Field => Text("field");

    /// <summary>Every wrong field with its stable code, in the order of the service.</summary>
    public IEnumerable<(string Field, string Code)> Errors =>
        Facts.TryGetValue("codes", out var codes) && codes.ValueKind == JsonValueKind.Object
            ? codes.EnumerateObject().Select(code => (code.Name, code.Value.GetString() ?? Code))
            : Field is { } first ? [(first, Code)] : [];

    /// <summary>Nobody answered.</summary>
    public static Refusal Away() =>
        new(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", new Dictionary<string, JsonElement>());

    public string? Text(string fact) =>
        Facts.TryGetValue(fact, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>True if the fact is the JSON value true.</summary>
    public bool Flag(string fact) =>
        Facts.TryGetValue(fact, out var value) && value.ValueKind == JsonValueKind.True;

    public long? Number(string fact) =>
        Facts.TryGetValue(fact, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}

/// <summary>A part of the shop that this page needs cannot be asked.</summary>
public sealed class ShopAwayException(string message) : Exception(message);

/// <summary>The session that this page needs has ended.</summary>
public sealed class SignInNeededException() : Exception("The session has ended.");
