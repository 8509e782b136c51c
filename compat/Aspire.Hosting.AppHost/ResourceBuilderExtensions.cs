// How resources are tied together: environment, references, endpoints, waiting and health.
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting;

/// <summary>What may be said of any resource that can bear it.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Sets an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.Set(name, value ?? "");

    /// <summary>Sets an environment variable to the address of an endpoint.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment => builder.Set(name, endpointReference);

    /// <summary>Sets an environment variable to the value of a parameter.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.Set(name, parameter.Resource);

    /// <summary>Sets an environment variable to text with references in it.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, in ReferenceExpression value)
        where T : IResourceWithEnvironment => builder.Set(name, value);

    /// <summary>Sets an environment variable to text with references in it.</summary>
    /// <remarks>The compiler prefers it for interpolated text, in which it takes text and references only.</remarks>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, in ReferenceExpression.ExpressionInterpolatedStringHandler value)
        where T : IResourceWithEnvironment => builder.Set(name, ReferenceExpression.Create(value));

    /// <summary>Gives the connection string of another resource, whole and in its parts.</summary>
    public static IResourceBuilder<T> WithReference<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where T : IResourceWithEnvironment
    {
        builder.Model().Environment.Add(context =>
        {
            context.Variables[$"ConnectionStrings__{source.Resource.Name}"] = source.Resource;
            foreach (var (property, value) in ((IHasConnectionProperties)source.Resource).ConnectionProperties)
            {
                context.Variables[$"{Prefix(source.Resource)}_{property.ToUpperInvariant()}"] = value;
            }
        });
        return builder;
    }

    /// <summary>Lets the resource find the endpoints of another by service discovery.</summary>
    public static IResourceBuilder<T> WithReference<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where T : IResourceWithEnvironment
    {
        builder.Model().Environment.Add(context =>
        {
            foreach (var endpoint in source.Model().Endpoints)
            {
                var address = new EndpointReference(source.Model(), endpoint);
                context.Variables[$"{Prefix(source.Resource)}_{endpoint.Name.ToUpperInvariant()}"] = address;
                context.Variables[$"services__{source.Resource.Name}__{endpoint.Name}__0"] = address;
            }
        });
        return builder;
    }

    /// <summary>Does not start before the other is running and healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        builder.Model().WaitsFor.Add(dependency.Resource);
        return builder;
    }

    /// <summary>Healthy means that a plain GET of the path answers with success.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        builder.Model().HealthChecks.Add(new(path ?? "/", statusCode ?? 200, endpointName));
        return builder;
    }

    /// <summary>Opens all http endpoints to the world where the application is deployed.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Model().Endpoints.Where(endpoint => endpoint.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Changes an endpoint.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback)
        where T : IResourceWithEndpoints
    {
        callback(Endpoint(builder.Model(), endpointName));
        return builder;
    }

    /// <summary>Refers to an endpoint by its name.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints =>
        new(builder.Model(), Endpoint(builder.Model(), name));

    internal static Resource Model<T>(this IResourceBuilder<T> builder) where T : IResource =>
        (Resource)(object)builder.Resource;

    internal static EndpointAnnotation Endpoint(Resource resource, string name) =>
        resource.Endpoints.SingleOrDefault(endpoint => endpoint.Name == name) ?? throw new NotSupportedException(
            $"'{resource.Name}' has no endpoint '{name}', and the stand-in makes none here. "
            + "It reads endpoints from Kestrel's configuration or the launch profile of the project.");

    internal static string Prefix(IResource resource) => resource.Name.ToUpperInvariant().Replace('-', '_');

    private static IResourceBuilder<T> Set<T>(this IResourceBuilder<T> builder, string name, object value)
        where T : IResourceWithEnvironment
    {
        builder.Model().Environment.Add(context => context.Variables[name] = value);
        return builder;
    }
}

/// <summary>The parts of a connection string, for clients that do not read it whole.</summary>
internal interface IHasConnectionProperties
{
    /// <summary>Names and texts or references.</summary>
    IEnumerable<KeyValuePair<string, object>> ConnectionProperties { get; }
}
