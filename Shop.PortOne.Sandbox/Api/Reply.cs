// What the provider answers: a status and JSON, always JSON, because its clients read every body as such.
using System.Text.Json;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>An answer, kept as it was written so that a repeat gets the same bytes.</summary>
public sealed record Reply(int Status, string Body) : IResult
{
    /// <summary>Statuses from here on say nothing about what the request did.</summary>
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
