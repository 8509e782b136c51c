// A response of the provider: a status and a JSON body. It is always JSON, because its clients parse every body.
using System.Text.Json;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>A response, stored as text so that a repeated request gets the same bytes.</summary>
public sealed record Reply(int Status, string Body) : IResult
{
    /// <summary>From this status on, a response does not say whether the work was done.</summary>
    private const int FirstServerError = 500;

    public bool IsServerError => Status >= FirstServerError;

    public bool IsSuccess => Status is >= 200 and < 300;

    public static Reply Ok(object body) =>
        new(StatusCodes.Status200OK, JsonSerializer.Serialize(body, Json.Options));

    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(Body, http.RequestAborted);
    }
}
