// The result of a call to a service: a value, or an error whose code pages translate. An unavailable service is such an
// error too; after a command, the caller does not know whether it was executed. ValueOrNull and ValueOrThrow, which
// Web uses for reads, throw ShopUnavailableException instead.
using System.Collections.Immutable;
using System.Text.Json;

namespace Shop.ServiceDefaults.Calls;

/// <summary>A value, or the error that the service returned instead.</summary>
public readonly record struct ApiResult<T>(T? Value, ApiError? Error) where T : class
{
    /// <summary>The value of a read; null if the resource does not exist or the request is invalid.</summary>
    /// <exception cref="ShopUnavailableException">The service is unavailable.</exception>
    /// <exception cref="SignInNeededException">The service rejects the session's token.</exception>
    public T? ValueOrNull()
    {
        Error?.ThrowIfUnavailable();
        return Value;
    }

    public T ValueOrThrow() => ValueOrNull()
        ?? throw new InvalidOperationException($"A page cannot be shown: {Error?.Status} {Error?.Code}");
}

/// <summary>The problem that a service returned: its stable code, and its extension members.</summary>
public sealed record ApiError(int Status, string Code, IReadOnlyDictionary<string, JsonElement> Extensions)
{
    public ApiError(int status, string code) : this(status, code, ImmutableDictionary<string, JsonElement>.Empty)
    {
    }

    /// <summary>True for 429 and 5xx: a retry may succeed. A command may have been executed.</summary>
    public bool IsRetryable =>
        Status is StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;

    /// <summary>The first invalid field.</summary>
    public string? Field => Text("field");

    /// <summary>Every invalid field with its stable code, in the order in which the service lists them.</summary>
    public IEnumerable<(string Field, string Code)> Errors =>
        Extension("codes") is { ValueKind: JsonValueKind.Object } codes
            ? codes.EnumerateObject().Select(code => (code.Name, code.Value.GetString() ?? Code))
            : Field is { } first ? [(first, Code)] : [];

    public static ApiError Unavailable() =>
        new(StatusCodes.Status503ServiceUnavailable, SharedProblemCodes.Unavailable);

    /// <summary>Throws if the service rejects the session's token.</summary>
    public ApiError ThrowIfSignedOut() =>
        Status == StatusCodes.Status401Unauthorized ? throw new SignInNeededException() : this;

    /// <summary>Throws if the service is unavailable or the session has ended, so nothing was decided.</summary>
    public ApiError ThrowIfUnavailable() =>
        IsRetryable ? throw new ShopUnavailableException($"A service failed: {Status} {Code}") : ThrowIfSignedOut();

    public string? Text(string name) =>
        Extension(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The enum value of an extension member; null if it is absent.</summary>
    public T? Value<T>(string name) where T : struct, Enum =>
        Extensions.TryGetValue(name, out var value) ? value.Deserialize<T>() : null;

    public bool Flag(string name) => Extension(name).ValueKind == JsonValueKind.True;

    public long? Number(string name) =>
        Extension(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : null;

    private JsonElement Extension(string name) => Extensions.GetValueOrDefault(name);
}

public sealed class ShopUnavailableException(string message) : Exception(message);

public sealed class SignInNeededException() : Exception("The session has ended.");
