// The result of a call to a service: a value, or an error whose code pages translate for the shopper. For a command, an
// unavailable service is an error like any other, because the command may have been executed. For a read, it throws,
// and the shopper sees the page that says that the shop is unavailable.
using System.Text.Json;

namespace Shop.Web.Calls;

/// <summary>A value, or the error that the service returned instead.</summary>
public readonly record struct ApiResult<T>(T? Value, ApiError? Error) where T : class
{
    /// <summary>The value of a read; null if the resource does not exist or the request is invalid.</summary>
    /// <exception cref="ShopUnavailableException">The service is unavailable.</exception>
    /// <exception cref="SignInNeededException">The service rejects the session's token.</exception>
    public T? ValueOrNull() => Error switch
    {
        null => Value,
        { IsUnavailable: true } =>
            throw new ShopUnavailableException($"A page cannot be shown: {Error.Status} {Error.Code}"),
        { Status: StatusCodes.Status401Unauthorized } => throw new SignInNeededException(),
        _ => null, // Not found, or an invalid request: a retry would not help.
    };

    /// <summary>The value of a read that always has one.</summary>
    public T ValueOrThrow() => ValueOrNull()
        ?? throw new InvalidOperationException($"A page cannot be shown: {Error?.Status} {Error?.Code}");
}

/// <summary>The problem that a service returned: its stable code, and its extension members as facts.</summary>
public sealed record ApiError(int Status, string Code, IReadOnlyDictionary<string, JsonElement> Facts)
{
    /// <summary>The service or one of its dependencies is unavailable, so a retry may succeed.</summary>
    public bool IsUnavailable =>
        Status is StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;

    /// <summary>The first invalid field.</summary>
    public string? Field => Text("field");

    /// <summary>Every invalid field with its stable code, in the order in which the service lists them.</summary>
    public IEnumerable<(string Field, string Code)> Errors =>
        Facts.TryGetValue("codes", out var codes) && codes.ValueKind == JsonValueKind.Object
            ? codes.EnumerateObject().Select(code => (code.Name, code.Value.GetString() ?? Code))
            : Field is { } first ? [(first, Code)] : [];

    /// <summary>The error for a call without a usable response.</summary>
    public static ApiError Unavailable() =>
        new(
            StatusCodes.Status503ServiceUnavailable, SharedProblemCodes.Unavailable,
            new Dictionary<string, JsonElement>());

    public string? Text(string fact) =>
        Facts.TryGetValue(fact, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The enum value of a fact; null if it is absent.</summary>
    public T? Value<T>(string fact) where T : struct, Enum =>
        Facts.TryGetValue(fact, out var value) ? value.Deserialize<T>() : null;

    /// <summary>True if the fact is the JSON value true.</summary>
    public bool Flag(string fact) =>
        Facts.TryGetValue(fact, out var value) && value.ValueKind == JsonValueKind.True;

    public long? Number(string fact) =>
        Facts.TryGetValue(fact, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}

/// <summary>A service that this page needs is unavailable.</summary>
public sealed class ShopUnavailableException(string message) : Exception(message);

/// <summary>The session that this page needs has ended.</summary>
public sealed class SignInNeededException() : Exception("The session has ended.");
