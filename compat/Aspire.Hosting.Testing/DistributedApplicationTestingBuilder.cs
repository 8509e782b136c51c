using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>An AppHost under test, described and not yet built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    /// <summary>Lets the AppHost build.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>Brings an AppHost under test.</summary>
public static class DistributedApplicationTestingBuilder
{
    private static readonly string[] Defaults = ["--DcpPublisher:RandomizePorts=true"];

    /// <summary>Runs the AppHost up to its call of Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs the AppHost, with these arguments, up to its call of Build.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default) where TEntryPoint : class
    {
        var hook = new TestingHook(typeof(TEntryPoint).Assembly, [.. Defaults, .. args]);
        hook.RunMain();
        try
        {
            return new TestingBuilder(hook, await hook.Described.WaitAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            hook.GiveUp();
            throw;
        }
    }

    private sealed class TestingBuilder(TestingHook hook, DistributedApplicationBuilder builder)
        : IDistributedApplicationTestingBuilder
    {
        public string AppHostDirectory => builder.AppHostDirectory;

        public ConfigurationManager Configuration => builder.Configuration;

        public IHostEnvironment Environment => builder.Environment;

        public DistributedApplicationExecutionContext ExecutionContext => builder.ExecutionContext;

        public IReadOnlyList<IResource> Resources => builder.Resources;

        public IServiceCollection Services => builder.Services;

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource =>
            builder.CreateResourceBuilder(resource);

        public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
        {
            hook.AskToBuild();
            return await hook.Built.WaitAsync(cancellationToken);
        }

        public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

        IResourceBuilder<T> IDistributedApplicationBuilder.Add<T>(T resource) => builder.Add(resource);

        public ValueTask DisposeAsync()
        {
            hook.GiveUp();
            return ValueTask.CompletedTask;
        }
    }
}
