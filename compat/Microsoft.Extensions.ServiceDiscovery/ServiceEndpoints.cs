// Where a service listens, read from configuration: `services:{name}:{endpoint}:{index}`, or one value at
// `services:{name}:{endpoint}`. An address that names no endpoint takes the first that exists of "default" and its
// schemes, in their order. What is not configured passes through as it was asked for.
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.ServiceDiscovery;

internal sealed class ServiceEndpoints : IDisposable
{
    private const string Section = "Services";
    private const string DefaultEndpoint = "default";

    private readonly ConcurrentDictionary<string, Rotation> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly IConfiguration _configuration;
    private readonly IDisposable _reloads;

    public ServiceEndpoints(IConfiguration configuration)
    {
        _configuration = configuration;
        _reloads = ChangeToken.OnChange(configuration.GetReloadToken, _known.Clear);
    }

    /// <summary>The next endpoint in turn for this address.</summary>
    public ServiceEndpoint Next(Uri address)
    {
        var query = ServiceQuery.From(address);
        return _known.GetOrAdd(query.Key, _ => new(Resolve(query))).Next();
    }

    public void Dispose() => _reloads.Dispose();

    private ServiceEndpoint[] Resolve(ServiceQuery query)
    {
        var service = _configuration.GetSection(Section).GetSection(query.Service);
        string[] candidates = query.Endpoint is { } named ? [named] : [DefaultEndpoint, .. query.Schemes];
        var section = candidates.Select(service.GetSection).FirstOrDefault(candidate => candidate.Exists());
        var endpoints = section is null ? [] : OfWantedScheme(query, Read(query, section));
        return endpoints.Length > 0 ? endpoints : [new(null, query.Service, query.Port, "/")];
    }

    private static ServiceEndpoint[] Read(ServiceQuery query, IConfigurationSection section)
    {
        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            return [Parse(section)];
        }

        var children = section.GetChildren().ToArray();
        return children.All(child => int.TryParse(child.Key, CultureInfo.InvariantCulture, out _))
            ? [.. children.Select(Parse)]
            : throw new KeyNotFoundException(
                $"The endpoint configuration of service '{query.Service}' at '{section.Path}' has non-numeric keys.");
    }

    private static ServiceEndpoint Parse(IConfigurationSection section) =>
        ServiceEndpoint.TryParse(section.Value ?? "", out var endpoint)
            ? endpoint
            : throw new InvalidOperationException($"The value '{section.Value}' of '{section.Path}' is no endpoint.");

    // Endpoints with a scheme stay only if it is the earliest wanted one that occurs; those without always stay.
    private static ServiceEndpoint[] OfWantedScheme(ServiceQuery query, ServiceEndpoint[] endpoints)
    {
        var wanted = query.Schemes.FirstOrDefault(scheme => endpoints.Any(endpoint => endpoint.Scheme == scheme));
        return [.. endpoints.Where(endpoint => endpoint.Scheme is null || endpoint.Scheme == wanted)];
    }

    private sealed class Rotation(ServiceEndpoint[] endpoints)
    {
        private uint _next = uint.MaxValue;

        public ServiceEndpoint Next() => endpoints[Interlocked.Increment(ref _next) % (uint)endpoints.Length];
    }
}
