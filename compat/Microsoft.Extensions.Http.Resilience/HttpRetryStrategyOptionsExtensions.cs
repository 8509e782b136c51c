namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Narrows which requests are repeated.</summary>
public static class HttpRetryStrategyOptionsExtensions
{
    private static readonly HttpMethod[] Unsafe =
        [HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Post, HttpMethod.Put, HttpMethod.Connect];

    /// <summary>Repeats no request that may change something: DELETE, PATCH, POST, PUT, CONNECT.</summary>
    public static void DisableForUnsafeHttpMethods(this HttpRetryStrategyOptions options)
    {
        var shouldHandle = options.ShouldHandle;
        options.ShouldHandle = async arguments =>
            await shouldHandle(arguments)
            && !(arguments.Context.Properties.TryGetValue(ResilienceHandler.Request, out var request)
                && Unsafe.Contains(request.Method));
    }
}
