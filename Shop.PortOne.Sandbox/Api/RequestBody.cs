// Bodies are parsed as JSON whatever the content type is, because PortOne's SDK sends text/plain. A list request has
// its body in the query parameter `requestBody` or in the body of the GET.
using System.Text;
using System.Text.Json;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Reads and parses request bodies.</summary>
public static class RequestBody
{
    private const int LimitBytes = 1024 * 1024;

    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>The body's bytes, `{}` if it is empty; null if it exceeds 1 MiB.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) && request.Query["requestBody"].ToString() is { Length: > 0 } query)
        {
            return Encoding.UTF8.GetBytes(query);
        }

        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > LimitBytes)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.Length == 0 ? EmptyObject : body.ToArray();
    }

    /// <summary>The body as a record; null, with the reason, if it cannot be parsed.</summary>
    public static T? Parse<T>(byte[] body, out string? problem) where T : class
    {
        problem = null;
        try
        {
            var parsed = JsonSerializer.Deserialize<T>(body, Json.Options);
            problem = parsed is null ? "The body must be a JSON object." : null;
            return parsed;
        }
        catch (JsonException exception)
        {
            // The exception's message may contain the value, which may be personal data. Its path does not.
            problem = $"The body cannot be read at {exception.Path ?? "$"}.";
            return null;
        }
    }
}
