using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Parameters of the application.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value comes from configuration, <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.Add(new ParameterResource(name, () => Configured(builder.Configuration, name), secret));

    /// <summary>
    /// Adds a parameter whose value is given in code; the manifest leaves it to the deployer, or names it as the
    /// default. The value is public with the code, and the table of what runs shows it.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value,
        bool publishValueAsDefault = false, bool secret = false) =>
        builder.Add(new ParameterResource(name, () => value, secret)
        {
            ValueInCode = value,
            PublishedDefault = publishValueAsDefault ? value : null,
        });

    /// <summary>Adds a parameter whose value a function gives; it is not shown.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter,
        bool publishValueAsDefault = false, bool secret = false) =>
        builder.Add(new ParameterResource(name, valueGetter, secret)
        {
            PublishedDefault = publishValueAsDefault ? valueGetter() : null,
        });

    /// <summary>
    /// The configured value; in the environment, where a name cannot hold a dash, an underscore stands for it.
    /// </summary>
    internal static string? Configured(IConfiguration configuration, string name) =>
        configuration[$"Parameters:{name}"] ?? configuration[$"Parameters:{name.Replace('-', '_')}"];
}
