// A test runs the AppHost's own Main on a thread and takes part in it: it adds arguments, may change the description
// before Build, and gets the application. The hook travels with the thread's context, so several AppHosts can be under
// test in one process at once.
using System.Reflection;

namespace Aspire.Hosting;

internal sealed class TestingHook(Assembly appHost, string[] arguments)
{
    private static readonly AsyncLocal<TestingHook?> Ambient = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _described =
        NewSource<DistributedApplicationBuilder>();

    private readonly TaskCompletionSource<bool> _buildAsked = NewSource<bool>();
    private readonly TaskCompletionSource<DistributedApplication> _built = NewSource<DistributedApplication>();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DistributedApplicationBuilder? _builder;

    public static TestingHook? Current => Ambient.Value;

    public Assembly AppHost => appHost;

    public string[] Arguments => arguments;

    /// <summary>Completes when Main has described all and calls Build.</summary>
    public Task<DistributedApplicationBuilder> Described => _described.Task;

    public Task<DistributedApplication> Built => _built.Task;

    /// <summary>Runs Main on a thread of its own; what it throws comes out of whichever step is awaited.</summary>
    public void RunMain()
    {
        var main = appHost.EntryPoint ?? throw new InvalidOperationException($"{appHost.GetName().Name} has no Main.");
        new Thread(() =>
        {
            Ambient.Value = this;
            try
            {
                main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
                Fail(new InvalidOperationException("The AppHost's Main ended without building an application."));
            }
            catch (TargetInvocationException thrown) when (thrown.InnerException is { } cause)
            {
                Fail(cause);
            }
        })
        { IsBackground = true, Name = $"Main of {appHost.GetName().Name}" }.Start();
    }

    public void AskToBuild() => _buildAsked.TrySetResult(true);

    /// <summary>Lets a Main that waits in Build end there.</summary>
    public void GiveUp() => _buildAsked.TrySetResult(false);

    public void OnCreated(DistributedApplicationBuilder builder) => _builder = builder;

    public void WaitUntilBuildIsAsked()
    {
        _described.TrySetResult(_builder!);
        if (!_buildAsked.Task.GetAwaiter().GetResult())
        {
            throw new OperationCanceledException("The test disposed the AppHost before it was built.");
        }
    }

    public void OnBuilt(DistributedApplication app) => _built.TrySetResult(app);

    public void WaitUntilDisposed() => _disposed.Task.GetAwaiter().GetResult();

    public void OnDisposed() => _disposed.TrySetResult();

    private void Fail(Exception cause)
    {
        _described.TrySetException(cause);
        _built.TrySetException(cause);
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
