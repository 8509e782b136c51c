// A project's endpoints are read as Aspire reads them: from Kestrel's configuration in its appsettings.json, else from
// the launch profile's applicationUrl. In the manifest the launch profile does not count, and there is always https.
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Projects in the application.</summary>
public static class ProjectResourceBuilderExtensions
{
    private static readonly (string Name, string Value)[] RunDefaults =
    [
        ("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true"),
        ("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true"),
        ("OTEL_TRACES_SAMPLER", "always_on"),
        ("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "1000"),
        ("OTEL_BSP_SCHEDULE_DELAY", "1000"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
        ("LOGGING__CONSOLE__FORMATTERNAME", "simple"),
        ("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true"),
    ];

    /// <summary>Adds a project that the AppHost's project file references.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var project = new ProjectResource(
            name, new TProject().ProjectPath, ProjectResource.OutputPathOf(typeof(TProject)));
        var profile = LaunchProfile.FirstOf(project.ProjectPath);
        var isRun = builder.ExecutionContext.IsRunMode;
        AddEndpoints(project, profile, isRun, builder.Environment.EnvironmentName);
        project.Environment.Add(context => AddDefaults(context, project, profile));
        return builder.Add(project);
    }

    /// <summary>
    /// Runs several instances; the endpoints' ports are listened on once and connections handed on in turn.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        builder.Resource.Replicas = replicas;
        return builder;
    }

    private static void AddEndpoints(
        ProjectResource project, LaunchProfile? profile, bool isRun, string environmentName)
    {
        var kestrel = KestrelEndpoints(project.ProjectPath, environmentName);
        foreach (var (name, url, isHttp2) in kestrel)
        {
            var transport = isHttp2 ? "http2" : "http";
            project.Endpoints.Add(new(name, url.Scheme, transport, url.Port, targetPort: isRun ? null : url.Port)
            {
                IsFromKestrel = true,
            });
        }

        if (isRun && kestrel.Count == 0)
        {
            foreach (var url in profile?.Urls ?? [])
            {
                project.Endpoints.Add(new(url.Scheme, url.Scheme, "http", url.Port, targetPort: null));
            }
        }

        if (isRun)
        {
            return;
        }

        if (kestrel.Count == 0)
        {
            project.Endpoints.Add(new("http", "http", "http", port: null, targetPort: null));
        }

        // The alphabetically first http endpoint gives https its port, as in Aspire.
        var first = project.Endpoints.OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal).First();
        project.Endpoints.Add(new("https", "https", "http", port: null, first.TargetPort));
    }

    private static void AddDefaults(EnvironmentContext context, ProjectResource project, LaunchProfile? profile)
    {
        var variables = context.Variables;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (context.ExecutionContext.IsPublishMode)
        {
            variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
            var fromKestrel = project.Endpoints.Where(endpoint => endpoint.IsFromKestrel).ToList();
            foreach (var endpoint in fromKestrel)
            {
                variables[KestrelVariable(endpoint)] =
                    $"http://*:{{{project.Name}.bindings.{endpoint.Name}.targetPort}}";
            }

            if (fromKestrel.Count == 0)
            {
                variables["HTTP_PORTS"] = $"{{{project.Name}.bindings.http.targetPort}}";
            }

            return;
        }

        foreach (var (name, value) in RunDefaults)
        {
            variables[name] = value;
        }

        if (profile is not null)
        {
            variables["DOTNET_LAUNCH_PROFILE"] = profile.Name;
            foreach (var (name, value) in profile.Environment)
            {
                variables[name] = value;
            }
        }

        foreach (var endpoint in project.Endpoints.Where(endpoint => endpoint.IsFromKestrel))
        {
            variables[KestrelVariable(endpoint)] = $"{endpoint.UriScheme}://localhost:{context.ListenPort(endpoint)}";
        }

        var urls = project.Endpoints.Where(endpoint => !endpoint.IsFromKestrel)
            .Select(endpoint => $"{endpoint.UriScheme}://localhost:{context.ListenPort(endpoint)}").ToList();
        if (urls.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', urls);
        }
    }

    private static string KestrelVariable(EndpointAnnotation endpoint) => $"Kestrel__Endpoints__{endpoint.Name}__Url";

    private static List<(string Name, Uri Url, bool IsHttp2)> KestrelEndpoints(
        string projectPath, string environmentName)
    {
        var folder = Path.GetDirectoryName(projectPath)!;
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(folder, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(folder, $"appsettings.{environmentName}.json"), optional: true)
            .Build();
        return [.. settings.GetSection("Kestrel:Endpoints").GetChildren().Where(endpoint => endpoint["Url"] is not null)
            .Select(Endpoint)];

        (string Name, Uri Url, bool IsHttp2) Endpoint(IConfigurationSection endpoint) =>
            (endpoint.Key, Address(endpoint["Url"]!, projectPath), endpoint["Protocols"] == "Http2");
    }

    internal static Uri Address(string url, string projectPath)
    {
        var address = new Uri(url.Replace("*", "localhost").Replace("+", "localhost"));
        return address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new NotSupportedException($"{projectPath}: {url} is not http. The stand-in has no certificates.");
    }
}

/// <summary>The first project profile of launchSettings.json, which is the one that Aspire takes.</summary>
internal sealed record LaunchProfile(
    string Name, IReadOnlyList<Uri> Urls, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static LaunchProfile? FirstOf(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(file), Lenient);
        foreach (var profile in json.RootElement.GetProperty("profiles").EnumerateObject())
        {
            if (Text(profile.Value, "commandName") != "Project")
            {
                continue;
            }

            var urls = Text(profile.Value, "applicationUrl")?.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(url => ProjectResourceBuilderExtensions.Address(url, projectPath));
            var variables = profile.Value.TryGetProperty("environmentVariables", out var given)
                ? given.EnumerateObject().ToDictionary(variable => variable.Name, variable => $"{variable.Value}")
                : [];
            return new(profile.Name, [.. urls ?? []], variables);
        }

        return null;

        static string? Text(JsonElement profile, string name) =>
            profile.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
