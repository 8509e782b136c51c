using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Compat.Tests.Libraries;

public sealed class ReachingADatabase
{
    // Port 1 on loopback: nobody listens there.
    private const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=2";
    private const string Settings = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    [Fact]
    public void A_missing_connection_string_is_told_with_its_name_when_a_context_is_asked_for()
    {
        using var host = Build(builder => builder.AddNpgsqlDbContext<Ledger>("ledgerdb"));

        var error = Assert.Throws<InvalidOperationException>(() => Context(host));

        Assert.Contains("ConnectionStrings:ledgerdb", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_named_connection_string_is_used()
    {
        using var host = Build(Configured(("ConnectionStrings:ledgerdb", Nowhere)));

        Assert.Equal(Nowhere, Context(host).Database.GetConnectionString());
    }

    [Fact]
    public void A_connection_string_comes_before_settings_and_code_before_both()
    {
        using var named = Build(Configured(
            ($"{Settings}:ConnectionString", "Host=a"), ("ConnectionStrings:ledgerdb", "Host=b")));
        using var coded = Build(builder =>
        {
            builder.Configuration["ConnectionStrings:ledgerdb"] = "Host=b";
            builder.AddNpgsqlDbContext<Ledger>("ledgerdb", settings => settings.ConnectionString += ";Port=3");
        });

        Assert.Equal("Host=b", Context(named).Database.GetConnectionString());
        Assert.Equal("Host=b;Port=3", Context(coded).Database.GetConnectionString());
    }

    [Fact]
    public void The_settings_of_a_context_come_before_those_of_all()
    {
        using var host = Build(Configured(
            ("ConnectionStrings:ledgerdb", Nowhere),
            ($"{Settings}:CommandTimeout", "7"),
            ($"{Settings}:{nameof(Ledger)}:CommandTimeout", "9")));

        Assert.Equal(9, Context(host).Database.GetCommandTimeout());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Failed_commands_are_repeated_unless_that_is_disabled(bool disabled, bool repeats)
    {
        using var host = Build(builder =>
        {
            builder.Configuration["ConnectionStrings:ledgerdb"] = Nowhere;
            builder.AddNpgsqlDbContext<Ledger>("ledgerdb", settings => settings.DisableRetry = disabled);
        });

        Assert.Equal(repeats, Context(host).Database.CreateExecutionStrategy().RetriesOnFailure);
    }

    [Fact]
    public void Contexts_are_pooled()
    {
        using var host = Build(Configured(("ConnectionStrings:ledgerdb", Nowhere)));
        Ledger first, second;
        using (var scope = host.Services.CreateScope())
        {
            first = scope.ServiceProvider.GetRequiredService<Ledger>();
        }

        using (var scope = host.Services.CreateScope())
        {
            second = scope.ServiceProvider.GetRequiredService<Ledger>();
        }

        Assert.Same(first, second);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_not_healthy()
    {
        using var host = Build(Configured(
            ("ConnectionStrings:ledgerdb", Nowhere), ($"{Settings}:DisableRetry", "true")));

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Entries[nameof(Ledger)].Status);
    }

    [Fact]
    public void Without_health_checks_nobody_asks()
    {
        using var host = Build(builder => builder.AddNpgsqlDbContext<Ledger>(
            "ledgerdb", settings => settings.DisableHealthChecks = true));

        Assert.Null(host.Services.GetService<HealthCheckService>());
    }

    [Fact]
    public void A_context_is_registered_once()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddNpgsqlDbContext<Ledger>("ledgerdb");

        Assert.Throws<InvalidOperationException>(() => builder.AddNpgsqlDbContext<Ledger>("ledgerdb"));
    }

    private static Action<HostApplicationBuilder> Configured(params (string Key, string? Value)[] configuration) =>
        builder =>
        {
            foreach (var (key, value) in configuration)
            {
                builder.Configuration[key] = value;
            }

            builder.AddNpgsqlDbContext<Ledger>("ledgerdb");
        };

    private static IHost Build(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        configure(builder);
        return builder.Build();
    }

    private static Ledger Context(IHost host) =>
        host.Services.CreateScope().ServiceProvider.GetRequiredService<Ledger>();

    private sealed class Ledger(DbContextOptions<Ledger> options) : DbContext(options);
}
