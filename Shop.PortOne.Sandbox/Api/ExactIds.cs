// An id in a URL is one percent-encoded segment. ASP.NET Core leaves %2F in a path undecoded, so an id with a slash
// could not be distinguished from an id with the three characters "%2F". The raw request target distinguishes them.
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Decodes ids in URLs from the raw request target.</summary>
public static class ExactIds
{
    /// <summary>Gives endpoints their route values decoded exactly once.</summary>
    public static WebApplication UseExactIds(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            if (http.GetEndpoint() is RouteEndpoint { RoutePattern: { Parameters.Count: > 0 } pattern }
                && http.Features.Get<IHttpRequestFeature>() is { } request)
            {
                Decode(http.Request.RouteValues, pattern, request.RawTarget.Split('?')[0].Split('/')[1..]);
            }

            return next(http);
        });
        return app;
    }

    private static void Decode(RouteValueDictionary values, RoutePattern pattern, string[] segments)
    {
        foreach (var (place, segment) in pattern.PathSegments.Index())
        {
            if (segment.Parts is [RoutePatternParameterPart named] && place < segments.Length)
            {
                values[named.Name] = Uri.UnescapeDataString(segments[place]);
            }
        }
    }
}
