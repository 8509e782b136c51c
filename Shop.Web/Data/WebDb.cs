// The storefront's own small database: nothing about products, orders or money is in it.
using Microsoft.EntityFrameworkCore;
using Shop.ServiceDefaults;
using Shop.Web.Members;

namespace Shop.Web.Data;

/// <summary>The sign-in sessions, shared by the replicas; the key ring beside them needs no mapping.</summary>
public sealed class WebDb(DbContextOptions<WebDb> options) : DbContext(options)
{
    /// <summary>The connection's name, and the role that works with it.</summary>
    public const string ConnectionName = "webdb";
    public const string Role = "web_service";

    public DbSet<Session> Sessions => Set<Session>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Session>().ToTable("sessions").HasKey(s => s.Key);
        model.UseSnakeCase();
    }
}

/// <summary>Registers the database, opened as the role that works with it.</summary>
public static class WebDbRegistration
{
    public static void AddWebDb(this WebApplicationBuilder builder) =>
        builder.AddServiceDatabase<WebDb>(WebDb.ConnectionName, WebDb.Role);
}
