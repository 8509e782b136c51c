using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// What an address asks for: <c>https+http://_rpc.account</c> is the endpoint "rpc" of the service "account", by https
/// if there is such an endpoint, else by http.
/// </summary>
internal sealed record ServiceQuery(string Key, string[] Schemes, string Service, string? Endpoint, int Port)
{
    public static ServiceQuery From(Uri address)
    {
        var host = address.Host;
        var dot = host.IndexOf('.');
        var namesEndpoint = host.StartsWith('_') && dot > 1 && !host.EndsWith('.');
        return new(
            address.GetLeftPart(UriPartial.Authority),
            address.Scheme.Split('+'),
            namesEndpoint ? host[(dot + 1)..] : host,
            namesEndpoint ? host[1..dot] : null,
            address.Port);
    }
}

/// <summary>
/// One place where a service listens. Without a scheme (<c>host:port</c>) it takes the scheme that was asked for first.
/// </summary>
internal sealed record ServiceEndpoint(string? Scheme, string Host, int Port, string Path)
{
    public static bool TryParse(string value, [NotNullWhen(true)] out ServiceEndpoint? endpoint)
    {
        var hasScheme = value.Contains("://", StringComparison.Ordinal);
        endpoint = Uri.TryCreate(hasScheme ? value : $"unknown://{value}", UriKind.Absolute, out var uri)
            ? new(hasScheme ? uri.Scheme : null, uri.Host, uri.Port, hasScheme ? uri.AbsolutePath : "/")
            : null;
        return endpoint is not null;
    }

    /// <summary>The same request, sent here.</summary>
    public Uri Apply(Uri request)
    {
        var target = new UriBuilder(request) { Scheme = Scheme ?? request.Scheme.Split('+')[0], Host = Host };
        if (Port > 0)
        {
            target.Port = Port;
        }

        if (Path.Length > 1)
        {
            target.Path = $"{Path.TrimEnd('/')}/{request.AbsolutePath.TrimStart('/')}";
        }

        return target.Uri;
    }
}
