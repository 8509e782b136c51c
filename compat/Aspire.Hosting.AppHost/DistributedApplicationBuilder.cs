// The application while it is described. A host underneath gives configuration (settings, user secrets, environment,
// command line) and the life cycle.
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Describes an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The folder of the AppHost's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>The AppHost's configuration.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The environment that the AppHost runs in.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>Whether the application runs or is published.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far, in the order of the manifest.</summary>
    IReadOnlyList<IResource> Resources { get; }

    /// <summary>The services of the AppHost itself.</summary>
    IServiceCollection Services { get; }

    /// <summary>Takes a resource up again, to say more of it.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

    /// <summary>Ends the description.</summary>
    DistributedApplication Build();

    internal IResourceBuilder<T> Add<T>(T resource) where T : Resource;
}

/// <summary>Whether the application runs or is published.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool isPublishMode) => IsPublishMode = isPublishMode;

    /// <summary>True when the manifest is written.</summary>
    public bool IsPublishMode { get; }

    /// <summary>True when the application runs.</summary>
    public bool IsRunMode => !IsPublishMode;
}

/// <summary>Resources by name.</summary>
public static class DistributedApplicationBuilderExtensions
{
    /// <summary>Takes up a resource by its name.</summary>
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource => builder.CreateResourceBuilder(
            builder.Resources.OfType<T>().SingleOrDefault(resource => resource.Name == name)
            ?? throw new InvalidOperationException($"There is no {typeof(T).Name} '{name}'."));
}

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
    };

    private readonly HostApplicationBuilder _host;
    private readonly List<Resource> _resources = [];
    private readonly TestingHook? _hook = TestingHook.Current;

    public DistributedApplicationBuilder(string[] args)
    {
        var assembly = _hook?.AppHost ?? Assembly.GetEntryAssembly()!;
        var project = assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(attribute => attribute.Key == "AppHostProjectPath")?.Value
            ?? throw new NotSupportedException(
                $"{assembly.GetName().Name} is not an AppHost: its project lacks IsAspireHost.");
        AppHostProjectPath = project;
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = assembly.GetName().Name,
            ContentRootPath = AppHostDirectory,
            EnvironmentName = _hook is null ? null : Environments.Development,
        });
        _host.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new(KeptFolder.Setting, KeptFolder.DefaultOf(AppHostDirectory))],
        });
        if (_hook is not null && LaunchProfile.FirstOf(project) is { } profile)
        {
            // `dotnet run` would have put these into the environment.
            _host.Configuration.AddInMemoryCollection(profile.Environment.Select(
                variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)));
        }

        _host.Configuration.AddCommandLine([.. args, .. _hook?.Arguments ?? []], Switches);
        ExecutionContext = new(IsPublishing(_host.Configuration));
        _hook?.OnCreated(this);
    }

    public string AppHostDirectory => Path.GetDirectoryName(AppHostProjectPath)!;

    public ConfigurationManager Configuration => _host.Configuration;

    public IHostEnvironment Environment => _host.Environment;

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IReadOnlyList<IResource> Resources => _resources;

    public IServiceCollection Services => _host.Services;

    internal string AppHostProjectPath { get; }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource =>
        new ResourceBuilder<T>(this, resource);

    public IResourceBuilder<T> Add<T>(T resource) where T : Resource
    {
        if (_resources.Any(known => string.Equals(known.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources named '{resource.Name}'.");
        }

        _resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        _hook?.WaitUntilBuildIsAsked();
        Services.AddSingleton(new ApplicationModel.Model(_resources, AppHostDirectory, IsUnderTest: _hook is not null));
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton(services => new ResourceCommandService(services.GetRequiredService<Orchestrator>()));
        Services.AddSingleton<Orchestrator>();
        Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());
        Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1));
        // A refusal to start is told once, by its message.
        Services.AddLogging(logging => logging
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
        var app = new DistributedApplication(_host.Build(), _hook);
        _hook?.OnBuilt(app);
        return app;
    }

    private static bool IsPublishing(IConfiguration configuration) => configuration["Publishing:Publisher"] switch
    {
        null => false,
        "manifest" => true,
        var other => throw new NotSupportedException($"The stand-in publishes the manifest only, not '{other}'."),
    };
}
