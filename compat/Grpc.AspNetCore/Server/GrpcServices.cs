using Grpc.AspNetCore.Server;

namespace Grpc.AspNetCore.Server
{
    /// <summary>What holds for every call that is served.</summary>
    public class GrpcServiceOptions
    {
        public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

        public int? MaxSendMessageSize { get; set; }

        /// <summary>Whether callers are told why an unexpected exception was thrown; it may hold secrets.</summary>
        public bool? EnableDetailedErrors { get; set; }

        /// <summary>
        /// Whether paths that name no service are left to other endpoints. Here they always are; without it the package
        /// itself answers each POST and GET of two segments that nothing else takes.
        /// </summary>
        public bool? IgnoreUnknownServices { get; set; }
    }

    /// <summary>What <c>AddGrpc</c> gives back.</summary>
    public interface IGrpcServerBuilder
    {
        Microsoft.Extensions.DependencyInjection.IServiceCollection Services { get; }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Registers what serving needs.</summary>
    public static class GrpcServicesExtensions
    {
        public static IGrpcServerBuilder AddGrpc(this IServiceCollection services)
        {
            services.AddRouting();
            services.AddOptions<GrpcServiceOptions>();
            services.AddSingleton<GrpcMarker>();
            return new GrpcServerBuilder(services);
        }

        public static IGrpcServerBuilder AddGrpc(
            this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
        {
            services.Configure(configureOptions);
            return services.AddGrpc();
        }

        /// <summary>Tells that <c>AddGrpc</c> was called.</summary>
        internal sealed class GrpcMarker;

        private sealed class GrpcServerBuilder(IServiceCollection services) : IGrpcServerBuilder
        {
            public IServiceCollection Services { get; } = services;
        }
    }
}
