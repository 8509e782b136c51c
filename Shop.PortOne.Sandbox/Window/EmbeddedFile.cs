// The browser's files are embedded resources, so they are found whatever the working directory is.
namespace Shop.PortOne.Sandbox.Window;

/// <summary>A file of the SDK or of the window.</summary>
public sealed class EmbeddedFile(string name, string contentType) : IResult
{
    private readonly byte[] _content = Read(name);

    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(_content, http.RequestAborted);
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not an embedded resource.");
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
