// Every error response of a service is application/problem+json (RFC 9457) with a stable `code` for programs and a
// `detail` for people. Errors that the framework detects (malformed JSON, a wrong type, a body over the limit, an
// unknown path, a missing token) get the same format, with the name of the invalid field if there is one.
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Shop.ServiceDefaults.Data;

namespace Shop.ServiceDefaults;

public static partial class Problems
{
    // The largest request body that a service reads. PortOne's webhooks and the shop's requests are far smaller.
    private const int BodyLimitBytes = 64 * 1024;

    /// <summary>A problem with its code and further extension members.</summary>
    public static ProblemHttpResult Of(
        int status, string code, string detail, params ReadOnlySpan<(string Name, object? Value)> extensions)
    {
        var members = new Dictionary<string, object?> { ["code"] = code };
        foreach (var (name, value) in extensions)
        {
            members[name] = value;
        }

        return TypedResults.Problem(detail, statusCode: status, extensions: members);
    }

    /// <summary>A value that breaks a rule of its field: 422 INVALID_REQUEST with the field named.</summary>
    public static ProblemHttpResult Invalid(string field, string detail) => Invalid([new(field, detail)]);

    /// <summary>
    /// Values that break rules: 422 with every wrong field. <c>errors</c> holds the messages by field, as in ASP.NET
    /// Core's validation problems, and <c>codes</c> the stable code of each field; <c>code</c>, <c>field</c> and the
    /// detail are those of the first.
    /// </summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<FieldError> errors)
    {
        var problem = new HttpValidationProblemDetails();
        Describe(problem, errors);
        return TypedResults.Problem(problem);
    }

    /// <summary>Describes in the OpenAPI document which problems an endpoint returns.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        statuses.Aggregate(endpoint, (described, status) => described.ProducesProblem(status));

    /// <summary>Registers the problem format, the exception handlers and the body limit.</summary>
    public static void AddProblems(this IHostApplicationBuilder builder)
    {
        // With the pipe-based parser, malformed JSON breaks the connection, and the caller's other requests with it.
        AppContext.SetSwitch("Microsoft.AspNetCore.UseStreamBasedJsonParsing", true);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        builder.Services.AddExceptionHandler<BadRequestHandler>();
        builder.Services.AddExceptionHandler<DatabaseUnavailableHandler>();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            // Refuses null or a missing value where the contract does not allow it, and numbers written as text.
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(
            options => options.Limits.MaxRequestBodySize = BodyLimitBytes);
    }

    /// <summary>Turns error responses and exceptions of the following middleware into problems.</summary>
    public static void UseProblems(this WebApplication app)
    {
        // Ignores Accept: for `Accept: text/html` the framework would return an empty body instead of a problem.
        app.Use((context, next) =>
        {
            context.Request.Headers.Accept = default;
            return next(context);
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    private static void Complete(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is HttpValidationProblemDetails invalid && !invalid.Extensions.ContainsKey("code"))
        {
            // The framework validated the attributes of the request. It answers 400 and names properties.
            Describe(invalid, [.. invalid.Errors.SelectMany(field => field.Value.Select(
                message => new FieldError(FieldErrors.PathOf(field.Key), message)))]);
            invalid.Type = "https://tools.ietf.org/html/rfc4918#section-11.2";
            context.HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        context.ProblemDetails.Extensions.TryAdd(
            "code", CodeOf(context.ProblemDetails.Status ?? StatusCodes.Status500InternalServerError));
    }

    private static void Describe(HttpValidationProblemDetails problem, IReadOnlyList<FieldError> errors)
    {
        var byField = errors.GroupBy(error => error.Field).ToList();
        problem.Status = StatusCodes.Status422UnprocessableEntity;
        problem.Detail = errors[0].Message;
        problem.Errors = byField.ToDictionary(
            field => field.Key, field => field.Select(error => error.Message).ToArray());
        problem.Extensions["code"] = errors[0].Code;
        problem.Extensions["field"] = errors[0].Field;
        problem.Extensions["codes"] = byField.ToDictionary(field => field.Key, field => field.First().Code);
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => SharedProblemCodes.Unauthorized,
        StatusCodes.Status403Forbidden => SharedProblemCodes.Forbidden,
        StatusCodes.Status404NotFound => SharedProblemCodes.NotFound,
        StatusCodes.Status405MethodNotAllowed => SharedProblemCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => SharedProblemCodes.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => SharedProblemCodes.UnsupportedMediaType,
        StatusCodes.Status503ServiceUnavailable => SharedProblemCodes.Unavailable,
        >= 500 => SharedProblemCodes.InternalError,
        _ => SharedProblemCodes.InvalidRequest,
    };

    /// <summary>Names the invalid field of an unreadable request. Logs nothing: the error is the caller's.</summary>
    private sealed partial class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
        {
            if (exception is not BadHttpRequestException bad)
            {
                return false;
            }

            var problem = new ProblemDetails
            {
                Status = bad.StatusCode,
                Detail = "The request could not be read. Check its JSON and its parameters.",
            };
            if (FieldOf(bad) is { } field)
            {
                problem.Detail = "A value is missing or has the wrong type. Correct the named field.";
                problem.Extensions["field"] = field;
            }

            context.Response.StatusCode = bad.StatusCode;
            return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem });
        }

        // The framework names the field only in its message: a parameter by its name, missing properties as a list.
        private static string? FieldOf(BadHttpRequestException bad)
        {
            if (bad.InnerException is not JsonException json)
            {
                return Named(Parameter().Match(bad.Message));
            }

            var path = (json.Path ?? "").TrimStart('$').TrimStart('.');
            var absent = Named(AbsentProperty().Match(json.Message));
            return path.Length == 0 ? absent : absent is null ? path : $"{path}.{absent}";
        }

        private static string? Named(Match match) => match.Success ? match.Groups["name"].Value : null;

        [GeneratedRegex("""parameter "\S+ (?<name>\w+)" """)]
        private static partial Regex Parameter();

        [GeneratedRegex("including: '(?<name>[^']+)'")]
        private static partial Regex AbsentProperty();
    }
}
