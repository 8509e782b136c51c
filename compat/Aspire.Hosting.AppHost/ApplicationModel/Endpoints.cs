// An endpoint is one port of a resource; a reference to it is an address in run mode and an expression in the manifest.
namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
public sealed class EndpointAnnotation
{
    internal EndpointAnnotation(string name, string uriScheme, string transport, int? port, int? targetPort)
    {
        Name = name;
        UriScheme = uriScheme;
        Transport = transport;
        Port = port;
        TargetPort = targetPort;
    }

    /// <summary>The name, unique in the resource.</summary>
    public string Name { get; }

    /// <summary>Whether the world outside may reach it where the application is deployed.</summary>
    public bool IsExternal { get; set; }

    internal string UriScheme { get; }

    internal string Transport { get; }

    /// <summary>The port asked for; null where any free one serves.</summary>
    internal int? Port { get; }

    /// <summary>The port in the manifest.</summary>
    internal int? TargetPort { get; }

    /// <summary>The port that callers use in this run.</summary>
    internal int? AllocatedPort { get; set; }

    /// <summary>Set for an endpoint that comes from Kestrel's configuration: the address there is replaced.</summary>
    internal bool IsFromKestrel { get; init; }
}

/// <summary>The address of an endpoint, known when the application runs.</summary>
public sealed class EndpointReference : IValueProvider, IManifestExpressionProvider
{
    private readonly EndpointAnnotation _endpoint;

    internal EndpointReference(Resource resource, EndpointAnnotation endpoint)
    {
        Resource = resource;
        _endpoint = endpoint;
    }

    /// <inheritdoc />
    public string ValueExpression => $"{{{Resource.Name}.bindings.{_endpoint.Name}.url}}";

    internal Resource Resource { get; }

    internal string Url => $"{_endpoint.UriScheme}://localhost:{Port}";

    internal int Port => _endpoint.AllocatedPort
        ?? throw new InvalidOperationException(
            $"The endpoint '{_endpoint.Name}' of '{Resource.Name}' has no port yet.");

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(Url);
}

/// <summary>One part of an endpoint's address: its host or its port.</summary>
internal sealed class EndpointPart(EndpointReference endpoint, string endpointName, bool isPort)
    : IValueProvider, IManifestExpressionProvider
{
    public string ValueExpression =>
        $"{{{endpoint.Resource.Name}.bindings.{endpointName}.{(isPort ? "port" : "host")}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(isPort ? endpoint.Port.ToString() : "localhost");
}
