import { CanActivate, ExecutionContext, Injectable, UnauthorizedException, createParamDecorator } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

@Injectable()
export class AuthGuard implements CanActivate {
    constructor(private readonly jwt: JwtService) {}
    async canActivate(ctx: ExecutionContext) {
        const req = ctx.switchToHttp().getRequest();
        const h: string | undefined = req.headers.authorization;
        if (!h?.startsWith('Bearer ')) throw new UnauthorizedException();
        try {
            const p = await this.jwt.verifyAsync(h.slice(7));
            req.customerId = p.sub;
            return true;
        } catch {
            throw new UnauthorizedException();
        }
    }
}
export const CustomerId = createParamDecorator(
    (_: unknown, ctx: ExecutionContext) => ctx.switchToHttp().getRequest().customerId as number,
);
export const JWT_SECRET = process.env.JWT_SECRET ?? 'bench-secret-bench-secret-bench-secret';
