using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Names a pipeline that was added.</summary>
public interface IHttpResiliencePipelineBuilder
{
    /// <summary>The name: client and pipeline.</summary>
    string PipelineName { get; }

    /// <summary>Where it is registered.</summary>
    IServiceCollection Services { get; }
}

/// <summary>Names a standard pipeline that was added.</summary>
public interface IHttpStandardResiliencePipelineBuilder
{
    /// <summary>The name: client and pipeline.</summary>
    string PipelineName { get; }

    /// <summary>Where it is registered.</summary>
    IServiceCollection Services { get; }
}
