using Microsoft.AspNetCore.Mvc;
using Shop.Account.Identities;
using Shop.Account.PortOne;
using Shop.Account.Sessions;
using Shop.Account.Withdrawals;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Account.Members;

/// <summary>The endpoints to sign up, read and change one's account, recover access and withdraw.</summary>
public static class MemberEndpoints
{
    public static void AddMembers(this IHostApplicationBuilder builder)
    {
        IdentitySettings.AddTo(builder.Services);
        PasswordSettings.AddTo(builder.Services);
        builder.Services.AddPortOneSettings();
        builder.Services.AddPortOneClient<PortOneClient>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<PersonalData>();
        builder.Services.AddScoped<CiHasher>().AddScoped<VerifyIdentity>();
        builder.Services.AddScoped<SignUp>().AddScoped<ShowMember>();
        builder.Services.AddScoped<ChangeEmail>();
        builder.Services.AddScoped<FindLoginId>().AddScoped<ResetPassword>();
    }

    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").WithTags("Members");

        routes.MapPost("/sign-up", async (SignUpRequest request, SignUp signUp, CancellationToken ct) =>
                (await signUp.RunAsync(request, ct)).OrProblem(id => Results.Created("/me", new SignUpReply(id))))
            .Produces<SignUpReply>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        routes.MapGet("/me", async (CurrentShopper me, ShowMember show, CancellationToken ct) =>
                await show.RunAsync(me, ct) is { } reply
                    ? Results.Ok(reply)
                    : ErrorProblems.Of(new Error.SessionOver()))
            .RequireShopper()
            .Produces<MeReply>()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        routes.MapPut("/me/email", async (
                ChangeEmailRequest request, CurrentShopper me, ChangeEmail change, CancellationToken ct) =>
                await change.RunAsync(request, me, ct) is { } refusal
                    ? ErrorProblems.Of(refusal)
                    : Results.NoContent())
            .RequireShopper()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        routes.MapPost("/find-login-id", async (FindLoginIdRequest request, FindLoginId find, CancellationToken ct) =>
                (await find.RunAsync(request, ct)).OrProblem(Results.Ok))
            .Produces<FindLoginIdReply>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        routes.MapPost("/reset-password", async (
                ResetPasswordRequest request, ResetPassword reset, CancellationToken ct) =>
                (await reset.RunAsync(request, ct)).OrProblem(Results.Ok))
            .Produces<ResetPasswordReply>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        routes.MapDelete("/me", async (
                [FromBody] WithdrawRequest request, CurrentShopper me, Withdraw withdraw, CancellationToken ct) =>
                await withdraw.RunAsync(request, me, ct) is { } refusal
                    ? ErrorProblems.Of(refusal)
                    : Results.NoContent())
            .RequireShopper()
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }
}
