// An id in an address is one percent-encoded segment. The framework leaves %2F in a path as it is, so that an id with a
// slash could not be told from one with the three characters; the address as it was sent can.
using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>An id from the address, decoded exactly once.</summary>
public readonly record struct PathId(string Value)
{
    public static implicit operator string(PathId id) => id.Value;

    public static ValueTask<PathId> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var pattern = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern;
        var place = pattern.PathSegments.TakeWhile(segment => !segment.Parts.Any(part =>
            part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart named
            && named.Name == parameter.Name)).Count();
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        return ValueTask.FromResult(new PathId(Uri.UnescapeDataString(path.Split('/')[place + 1])));
    }

    public override string ToString() => Value;
}
