using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Shop.Account.Sessions;
using Shop.Account.Withdrawals;
using Shop.Contracts.Commerce.V1;
using Shop.ServiceDefaults.Authentication;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Account.Members;

public static class MemberEndpoints
{
    public static void AddMembers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PersonalData>();
        builder.Services.AddScoped<SignUp>().AddScoped<ShowMember>().AddScoped<ChangeEmail>();
        builder.Services.AddScoped<FindLoginId>().AddScoped<ResetPassword>();
        builder.Services.AddScoped<CommerceClient>().AddScoped<Withdraw>();
        builder.Services
            .AddGrpcClient<Shoppers.ShoppersClient>(options => options.Address = new("http://_rpc.commerce"))
            .AddServiceCredential()
            .AddRpcResilience();
    }

    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").WithTags("Members");
        var own = routes.MapGroup("").RequireShopper().ProducesProblem(Status401Unauthorized);

        routes.MapPost("/sign-up", async (SignUpRequest request, SignUp signUp, CancellationToken ct) =>
                (await signUp.RunAsync(request, ct)).Respond(id => TypedResults.Created("/me", new SignUpReply(id))))
            .ProducesValidationProblem(Status422UnprocessableEntity)
            .ProducesProblems(Status409Conflict, Status503ServiceUnavailable);

        own.MapGet("/me", async Task<Results<Ok<MeReply>, Error>> (
            CurrentShopper me, ShowMember show, CancellationToken ct) =>
            await show.RunAsync(me, ct) is { } reply ? TypedResults.Ok(reply) : Error.SessionOver);

        own.MapPut("/me/email", async Task<Results<NoContent, Error>> (
                ChangeEmailRequest request, CurrentShopper me, ChangeEmail change, CancellationToken ct) =>
                await change.RunAsync(request, me, ct) is { } error ? error : TypedResults.NoContent())
            .ProducesProblems(Status422UnprocessableEntity);

        routes.MapPost("/find-login-id", async (FindLoginIdRequest request, FindLoginId find, CancellationToken ct) =>
                (await find.RunAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesProblems(
                Status404NotFound, Status409Conflict, Status422UnprocessableEntity, Status503ServiceUnavailable);

        routes.MapPost("/reset-password", async (
                ResetPasswordRequest request, ResetPassword reset, CancellationToken ct) =>
                (await reset.RunAsync(request, ct)).Respond(TypedResults.Ok))
            .ProducesValidationProblem(Status422UnprocessableEntity)
            .ProducesProblems(Status404NotFound, Status409Conflict, Status503ServiceUnavailable);

        own.MapDelete("/me", async Task<Results<NoContent, Error>> (
                [FromBody] WithdrawRequest request, CurrentShopper me, Withdraw withdraw, CancellationToken ct) =>
                await withdraw.RunAsync(request, me, ct) is { } error ? error : TypedResults.NoContent())
            .ProducesProblems(Status409Conflict, Status429TooManyRequests, Status503ServiceUnavailable);
    }
}
