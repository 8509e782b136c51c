namespace Shop.Contracts;

/// <summary>
/// The stable problem codes that every service may return. Codes of a single service are in its contracts.
/// </summary>
public static class SharedProblemCodes
{
    /// <summary>400 or 422: the request is malformed or breaks a rule of a field.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";
    /// <summary>401: the token is missing, invalid or expired.</summary>
    public const string Unauthorized = "UNAUTHORIZED";
    /// <summary>403: the caller may not do this.</summary>
    public const string Forbidden = "FORBIDDEN";
    /// <summary>404: the path or the resource does not exist.</summary>
    public const string NotFound = "NOT_FOUND";
    /// <summary>405: the path does not support this HTTP method.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// <summary>413: the body exceeds the limit of the service.</summary>
    public const string BodyTooLarge = "BODY_TOO_LARGE";
    /// <summary>415: the body is not JSON.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    /// <summary>503: a dependency is unavailable; the caller may try again.</summary>
    public const string Unavailable = "UNAVAILABLE";
    /// <summary>500: a bug in the service.</summary>
    public const string InternalError = "INTERNAL_ERROR";
}
