using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>Ways into an application under test.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A plain client of an endpoint; without a name, of http.</summary>
    public static HttpClient CreateHttpClient(
        this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>The address of an endpoint; without a name, of http.</summary>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var resource = Named(app, resourceName);
        return new(
            new EndpointReference(resource, ResourceBuilderExtensions.Endpoint(resource, endpointName ?? "http")).Url);
    }

    /// <summary>The connection string of a database or server, once it runs.</summary>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Named(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetValueAsync(cancellationToken)
            : throw new ArgumentException($"'{resourceName}' has no connection string.", nameof(resourceName));

    private static Resource Named(DistributedApplication app, string name) =>
        app.Services.GetRequiredService<Model>().Resources.SingleOrDefault(resource => resource.Name == name)
        ?? throw new ArgumentException($"There is no resource '{name}'.", nameof(name));
}
