// An id in an address is one percent-encoded segment. The framework leaves %2F in a path as it is, so that an id with a
// slash could not be told from one with those three characters; the address as it was sent can.
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Ids in addresses, exactly as they were sent.</summary>
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
